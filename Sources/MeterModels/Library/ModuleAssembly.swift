import Documents

/// Lays the modules that are fitted over a device's document.
///
/// What a module adds merges like what a model lays over another, but that lists of parts grow:
/// two outputs and two outputs are four.
struct ModuleAssembly {
    let document: JSONValue
    let modules: [OptionModule]

    /// The document of the device with its modules; nil after a fault was reported.
    func fitted(_ fitted: [FittedModule], _ report: (_ slot: String, _ message: String) -> Void)
        -> JSONValue?
    {
        guard case .object(var members) = document, case .object(let adds)? = members["modules"]
        else {
            for entry in fitted { report(entry.slot, "has no slots; it takes no modules") }
            return fitted.isEmpty ? document : nil
        }
        members["modules"] = nil
        var whole = JSONValue.object(members)
        var counts: [String: Int] = [:]
        var isWhole = true
        for entry in fitted.sorted(by: { $0.slot < $1.slot }) {
            guard let module = module(entry, report) else {
                isWhole = false
                continue
            }
            let number = counts[module.name, default: 0]
            counts[module.name] = number + 1
            guard number < module.most else {
                report(entry.slot, "is the \(number + 1). \(module.name); at most \(module.most)")
                isWhole = false
                continue
            }
            if let part = Self.part(adds[module.name], number) {
                whole = ModelOverlay.lay(part, over: whole, growing: true)
            }
        }
        return isWhole ? Self.withoutIdleMap(whole) : nil
    }

    private func module(
        _ entry: FittedModule,
        _ report: (_ slot: String, _ message: String) -> Void
    ) -> OptionModule? {
        guard let module = modules.first(where: { $0.isNamed(entry.module) }) else {
            let hint = Spelling.hint(for: entry.module, among: modules.map(\.name))
            report(entry.slot, "\"\(entry.module)\" is no module of it\(hint)")
            return nil
        }
        guard module.slots.contains(entry.slot) else {
            let slots = module.slots.joined(separator: ", ")
            report(entry.slot, "takes no \(module.name); it fits \(slots)")
            return nil
        }
        return module
    }

    /// What is fitted, by slot, under the names of the device's file.
    func named(_ fitted: [FittedModule]) -> [FittedModule] {
        fitted.sorted { $0.slot < $1.slot }.map { entry in
            let module = modules.first { $0.isNamed(entry.module) }
            return FittedModule(slot: entry.slot, module: module?.name ?? entry.module)
        }
    }

    /// What the nth module of a kind adds.
    private static func part(_ value: JSONValue?, _ number: Int) -> JSONValue? {
        guard let module = value, case .object(let members) = module else { return nil }
        guard case .array(let parts)? = members["adds"] else { return members["adds"] }
        return parts.indices.contains(number) ? parts[number] : nil
    }

    /// The document without registers that no module can answer.
    private static func withoutIdleMap(_ document: JSONValue) -> JSONValue {
        guard case .object(var members) = document, case .object(let modbus)? = members["modbus"],
            modbus["functions"] == nil
        else { return document }
        members["modbus"] = nil
        return .object(members)
    }

    /// Every way to fit a device that a check tries: each module alone, and all of them together
    /// as far as there are slots.
    func trials() -> [[FittedModule]] {
        let alone = modules.compactMap { module in
            module.slots.first.map { [FittedModule(slot: $0, module: module.name)] }
        }
        var taken: [FittedModule] = []
        // The choosy first: a module that fits one slot must not find it taken.
        for module in modules.sorted(by: { $0.slots.count < $1.slots.count }) {
            let free = module.slots.filter { slot in !taken.contains { $0.slot == slot } }
            taken += free.prefix(module.most)
                .map { FittedModule(slot: $0, module: module.name) }
        }
        return alone + [taken]
    }
}

import Documents

extension ModelLibrary {
    /// The model with modules in its slots.
    func fit(
        _ modules: [FittedModule],
        to model: MeterModel,
        _ found: ProfileLibrary.Found,
        from file: String
    ) throws(Faults) -> MeterModel {
        let log = FaultLog(file: found.path)
        let document: JSONValue
        do { document = try JSONValue.parse(found.bytes, file: found.path) } catch {
            throw Faults([error])
        }
        guard let whole = assembled(document, log) else { throw Faults(log.faults) }
        let refusals = FaultLog(file: file)
        let assembly = ModuleAssembly(document: whole, modules: model.modules)
        let fitted = assembly.fitted(modules) { slot, message in
            refusals.report(JSONPointer(tokens: [slot]), message)
        }
        try refusals.throwIfAny()
        let node = Node(fitted ?? whole, log: log)
        let id = Self.stem(of: found.path)
        let result = MeterModel.read(node, id: id, fitted: assembly.named(modules))
        try log.throwIfAny()
        return result ?? model
    }

    /// Tries each module that a model takes; what does not fit together is told at the module.
    func tryModules(of model: MeterModel, _ document: JSONValue, _ log: FaultLog) {
        guard !model.modules.isEmpty else { return }
        let assembly = ModuleAssembly(document: document, modules: model.modules)
        for trial in assembly.trials() {
            let inner = FaultLog(file: log.file)
            let fitted = assembly.fitted(trial) { slot, message in
                inner.report(JSONPointer(tokens: [slot]), message)
            }
            if let fitted { _ = MeterModel.read(Node(fitted, log: inner), id: model.id) }
            let names = trial.map { "\($0.module) in \($0.slot)" }.joined(separator: ", ")
            let place = JSONPointer(
                tokens: ["modules"] + (trial.count == 1 ? trial.map(\.module) : [])
            )
            for fault in inner.faults {
                log.report(place, "\(fault.pointer) with \(names): \(fault.message)")
            }
        }
    }
}

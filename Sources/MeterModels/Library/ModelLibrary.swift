public import Documents

/// The meter models of a library, each read once.
public struct ModelLibrary: Sendable {
    private let profiles: ProfileLibrary

    /// The models of a profile library.
    public init(_ profiles: ProfileLibrary) { self.profiles = profiles }

    /// The names of all models, sorted.
    public func names() -> [String] { profiles.names(of: .meters) }

    /// All models, in the order of their names.
    ///
    /// - Throws: the faults of the first that has any; what to do where there is no model at all.
    public func all() throws(Faults) -> [MeterModel] {
        let names = names()
        if names.isEmpty { throw Self.refusal(profiles.absence(of: .meters), in: "") }
        var models: [MeterModel] = []
        for name in names { models.append(try model(name)) }
        return models
    }

    /// Finds what a farm refers to: a model's name, a path, or a maker's order number.
    ///
    /// - Parameters:
    ///   - file: the file that refers to it; its folder is where paths begin.
    ///   - modules: what is fitted to it.
    /// - Throws: the faults of the model's file; one at the root of `file` when there is no model,
    ///   or several have the order number, and for each module that does not fit.
    public func model(
        _ reference: String,
        from file: String = "",
        fitted modules: [FittedModule] = []
    ) throws(Faults) -> MeterModel {
        let found = try find(reference, from: file)
        let model = try read(found.bytes, file: found.path)
        return modules.isEmpty ? model : try fit(modules, to: model, found, from: file)
    }

    /// The file that a farm refers to.
    private func find(
        _ reference: String,
        from file: String
    ) throws(Faults) -> ProfileLibrary.Found {
        if let found = profiles.find(reference, kind: .meters, from: file) { return found }
        let ordered = models(ordered: reference)
        if let first = ordered.first, ordered.count == 1 { return first }
        let names = ordered.isEmpty ? names() : ordered.map { Self.stem(of: $0.path) }
        let reason =
            if !ordered.isEmpty {
                "\"\(reference)\" is the reference of \(names.joined(separator: " and ")); "
                    + "name the one that is meant"
            } else if names.isEmpty {
                "no meter model \"\(reference)\": \(profiles.absence(of: .meters))"
            } else {
                "no meter model \"\(reference)\"\(Spelling.hint(for: reference, among: names))"
            }
        throw Self.refusal(reason, in: file)
    }

    private static func refusal(_ message: String, in file: String) -> Faults {
        Faults([Fault(file: file, pointer: .root, message: message)])
    }

    /// Reads the bytes of a model's file, and those of the models it extends.
    ///
    /// - Throws: every fault of the file.
    public func read(_ bytes: [UInt8], file: String) throws(Faults) -> MeterModel {
        let log = FaultLog(file: file)
        let value: JSONValue
        do {
            value = try JSONValue.parse(bytes, file: file)
        } catch {
            throw Faults([error])
        }
        let model = read(value, log)
        try log.throwIfAny()
        guard let model else {
            throw Faults([Fault(file: file, pointer: .root, message: "is no meter model")])
        }
        return model
    }

    /// Reads a model's document, which may extend another; nil after every fault was reported.
    public func read(_ document: JSONValue, _ log: FaultLog) -> MeterModel? {
        let (id, faults) = (Self.stem(of: log.file), log.faults.count)
        let whole = ModelAssembly(profiles: profiles).assembled(document, log)
        guard let whole, log.faults.count == faults else { return nil }
        let inner = FaultLog(file: log.file)
        let model = MeterModel.read(Node(whole.document, log: inner), id: id)
        if let model {
            tryModules(of: model, whole.document, inner)
            guard !inner.faults.isEmpty else { return model }
        }
        if let base = whole.base, let below = faultsOf(base) {
            log.adopt(below)
        } else {
            let base = whole.base?.path
            log.adopt(inner.faults.map { Self.placed($0, in: document, over: base) })
        }
        return nil
    }

    /// The whole document of a file; nil after a fault was reported.
    func assembled(_ document: JSONValue, _ log: FaultLog) -> JSONValue? {
        ModelAssembly(profiles: profiles).assembled(document, log)?.document
    }

    private func faultsOf(_ base: ProfileLibrary.Found) -> [Fault]? {
        do {
            _ = try read(base.bytes, file: base.path)
            return nil
        } catch {
            return error.all
        }
    }

    /// A fault of the whole as the file with the upper part sees it: what stands in the base is
    /// the fault of extending it so.
    private static func placed(_ fault: Fault, in upper: JSONValue, over base: String?) -> Fault {
        guard let base, !upper.holds(fault.pointer) else { return fault }
        return Fault(
            file: fault.file,
            pointer: JSONPointer(tokens: ["extends"]),
            message: "\(fault.pointer) with \(base): \(fault.message)"
        )
    }

    /// The models that have an order number such as `4850 3066`; spaces do not count.
    private func models(ordered reference: String) -> [ProfileLibrary.Found] {
        let wanted = reference.filter { $0 != " " }
        guard !wanted.isEmpty else { return [] }
        return names().compactMap { profiles.find($0, kind: .meters, from: "") }
            .filter { Self.orderNumbers($0).contains(wanted) }
    }

    /// The order numbers that a file names, without spaces.
    private static func orderNumbers(_ found: ProfileLibrary.Found) -> [String] {
        guard let value = try? JSONValue.parse(found.bytes, file: found.path),
            case .object(let members) = value, case .array(let list)? = members["references"]
        else { return [] }
        return list.compactMap { entry in
            guard case .string(let text) = entry else { return nil }
            return text.filter { $0 != " " }
        }
    }

    /// A file's name without folder and ending.
    static func stem(of file: String) -> String {
        let name = file.split(separator: "/").last.map(String.init) ?? file
        return name.hasSuffix(".json") ? String(name.dropLast(5)) : name
    }
}

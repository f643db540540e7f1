public import Documents

/// The meter models of a library, each read once.
public struct ModelLibrary: Sendable {
    private let profiles: ProfileLibrary

    /// The models of a profile library.
    public init(_ profiles: ProfileLibrary) { self.profiles = profiles }

    /// The names of all models, sorted.
    public func names() -> [String] { profiles.names(of: .meters) }

    /// Finds what a farm refers to: a model's name, a path, or a maker's order number.
    ///
    /// - Parameter file: the file that refers to it; its folder is where paths begin.
    /// - Throws: the faults of the model's file; one at the root of `file` when there is no model.
    public func model(_ reference: String, from file: String = "") throws(Faults) -> MeterModel {
        guard let found = profiles.find(reference, kind: .meters, from: file) else {
            if let model = model(ordered: reference) { return model }
            let hint = Spelling.hint(for: reference, among: names())
            throw Faults([
                Fault(file: file, pointer: .root, message: "no meter model \"\(reference)\"\(hint)")
            ])
        }
        return try Self.read(found.bytes, file: found.path)
    }

    /// Reads the bytes of a model's file.
    ///
    /// - Throws: every fault of the file.
    public static func read(_ bytes: [UInt8], file: String) throws(Faults) -> MeterModel {
        let log = FaultLog(file: file)
        let value: JSONValue
        do {
            value = try JSONValue.parse(bytes, file: file)
        } catch {
            throw Faults([error])
        }
        let model = MeterModel.read(Node(value, log: log), id: stem(of: file))
        try log.throwIfAny()
        guard let model else {
            throw Faults([Fault(file: file, pointer: .root, message: "is no meter model")])
        }
        return model
    }

    /// The model that has an order number such as `4850 3066`; spaces do not count.
    private func model(ordered reference: String) -> MeterModel? {
        let wanted = reference.filter { $0 != " " }
        guard !wanted.isEmpty else { return nil }
        for name in names() {
            guard let found = profiles.find(name, kind: .meters, from: ""),
                let model = try? Self.read(found.bytes, file: found.path)
            else { continue }
            if model.references.contains(where: { $0.filter { $0 != " " } == wanted }) {
                return model
            }
        }
        return nil
    }

    /// A file's name without folder and ending.
    static func stem(of file: String) -> String {
        let name = file.split(separator: "/").last.map(String.init) ?? file
        return name.hasSuffix(".json") ? String(name.dropLast(5)) : name
    }
}

internal import Documents
internal import MeterModels
internal import Metrology

/// Finds current transformers by order number, reading the catalogues once.
final class TransformerShelf {
    private let library: TransformerLibrary
    private let file: String
    private var found: [String: TransformerModel?] = [:]

    init(_ library: ProfileLibrary, file: String) {
        self.library = TransformerLibrary(library)
        self.file = file
    }

    /// The transformer whose order number stands here; nil after complaints.
    func transformer(_ node: Node) -> TransformerModel? {
        guard let reference = node.string("an order number such as \"4 121 07\"") else {
            return nil
        }
        if let known = found[reference] { return known }
        var model: TransformerModel?
        do {
            model = try library.transformer(reference, from: file)
        } catch {
            for fault in error.all {
                if fault.file == file {
                    node.report(fault.message)
                } else {
                    node.log.adopt([fault])
                }
            }
        }
        found[reference] = .some(model)
        return model
    }
}

/// Current transformers of a catalogue as they are installed.
struct InstalledTransformer {
    let model: TransformerModel
    /// The lead to the meter; nil where nothing is said of it.
    var lead: TransformerLead?
    /// How long the lead is, m.
    var length = 0.0
    /// How far they err; nil where they are perfect.
    var errors: TransformerErrorSource?

    /// Reads `model`, `leadLength`, `leadSection`, `temperature`, `intrinsicError` and
    /// `saturation`; nil after complaints about the model.
    static func read(_ object: ObjectReader, _ shelf: TransformerShelf) -> InstalledTransformer? {
        let model = object.optional("model").flatMap(shelf.transformer)
        for key in ["primary", "secondary", "class", "ratioError", "phaseDisplacement"] {
            object.optional(key)?.report("stands beside \"model\", whose catalogue says it")
        }
        let length = object.optional("leadLength")?.number("m", in: 0...1000)
        let section = object.optional("leadSection")
        let temperature = object.optional("temperature")
        for node in [section, temperature] where length == nil && !object.has("leadLength") {
            node?.report("needs \"leadLength\"")
        }
        if length != nil, section == nil {
            object.node.report("\"leadSection\" is missing; mm² of copper")
        }
        let errs = object.optional("intrinsicError")?.bool() ?? false
        let saturation = object.optional("saturation")?.number("a multiple", in: 0.1...1000)
        let copper = section.flatMap(readSection)
        let warmth = temperature?.number("°C", in: -40...90)
        object.finish()
        guard let model else { return nil }
        var installed = InstalledTransformer(model: model)
        if let copper, let length {
            installed.lead = TransformerLead(
                section: copper,
                temperature: warmth ?? TransformerLead.ratedTemperature
            )
            installed.length = length
        }
        if errs || saturation != nil {
            installed.errors = TransformerErrorSource(
                errs ? model.accuracy : nil,
                saturation: saturation
            )
        }
        return installed
    }

    private static func readSection(_ node: Node) -> Double? {
        guard let section = node.number("mm² of copper") else { return nil }
        let known = TransformerLead.factors.map(\.section)
        guard known.contains(section) else {
            let list = known.map(Node.text).joined(separator: ", ")
            node.report("\(Node.text(section)) is no cross-section of the table; mm²: \(list)")
            return nil
        }
        return section
    }
}

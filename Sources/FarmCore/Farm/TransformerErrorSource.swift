internal import Documents
internal import Metrology
internal import SimulatedTime

/// How far the current transformers of an installation err: by their class, or by given figures.
struct TransformerErrorSource {
    private var transformerClass: TransformerClass?
    private var ratioError = 0.0
    private var phaseDisplacement = 0.0
    private var saturation: Double?

    /// Reads `class`, or `ratioError` (%) and `phaseDisplacement` (minutes of arc), and
    /// `saturation` (a multiple of the rated primary current); nil where nothing is said.
    init?(_ object: ObjectReader) {
        let keys = ["class", "ratioError", "phaseDisplacement", "saturation"]
        guard keys.contains(where: object.has) else { return nil }
        saturation = object.optional("saturation")?.number("a multiple", in: 0.1...1000)
        if let node = object.optional("class") {
            transformerClass = node.choice(of: TransformerClass.self)
            for key in ["ratioError", "phaseDisplacement"] {
                object.optional(key)?.report("stands beside \"class\"; only one of them")
            }
            return
        }
        ratioError = object.optional("ratioError")?.number("per cent", in: -50...50) ?? 0
        phaseDisplacement =
            object.optional("phaseDisplacement")?
            .number("minutes of arc", in: -5400...5400) ?? 0
    }

    /// The errors of the three transformers; those of a class are drawn for a serial number.
    func errors(serialNumber: String) -> [TransformerError] {
        (1...3).map { phase in
            guard let transformerClass else {
                return TransformerError(
                    ratioError: ratioError,
                    phaseDisplacement: phaseDisplacement,
                    saturation: saturation
                )
            }
            let stream = Seed(0).stream(serialNumber, "currentTransformer.\(phase)")
            return TransformerError(transformerClass, saturation: saturation) {
                stream.uniform(Int64($0.rawValue))
            }
        }
    }
}

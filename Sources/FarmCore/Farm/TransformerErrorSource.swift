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
        // Every key is asked for, so that a misspelt one finds its right spelling.
        let (named, knee) = (object.optional("class"), object.optional("saturation"))
        let (ratio, phase) = (object.optional("ratioError"), object.optional("phaseDisplacement"))
        guard named != nil || knee != nil || ratio != nil || phase != nil else { return nil }
        saturation = knee?.number("a multiple", in: 0.1...1000)
        if let named {
            transformerClass = named.choice(of: TransformerClass.self)
            for node in [ratio, phase] {
                node?.report("stands beside \"class\"; only one of them")
            }
            return
        }
        ratioError = ratio?.number("per cent", in: -50...50) ?? 0
        phaseDisplacement = phase?.number("minutes of arc", in: -5400...5400) ?? 0
    }

    /// The errors of transformers of a class.
    init(_ transformerClass: TransformerClass?, saturation: Double?) {
        self.transformerClass = transformerClass
        self.saturation = saturation
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

internal import Metrology

/// A model of a meter nobody has described yet: everything is there, everything is assumed.
public struct ModelSkeleton: Sendable {
    /// The text of the file, which passes `meterfarm check` as it stands.
    public let text: String

    /// The skeleton of a model.
    public init(_ head: ModelHead) {
        var draft = ModelDraft(about: Self.about, head: head)
        draft.source = (
            "manual", "Replace: title, edition and date of the document with the register table"
        )
        draft.features = [
            .line([
                DraftValue.Member(
                    "text",
                    .text(
                        "A skeleton: ratings, line and registers are placeholders until somebody "
                            + "has compared them with the maker's documents"
                    )
                ),
                DraftValue.Member("evidence", "assumed"),
            ])
        ]
        draft.settings = Self.settings(head)
        draft.registers = Self.registers(head)
        text = draft.text
    }

    private static let about =
        "A key that begins with // is a comment: readers pass over it. Change what stands here to "
        + "what the maker's documents say, then take the comments out or leave them. meterfarm "
        + "check FILE says what is wrong; docs/how-to-add-a-meter.md leads through."

    private static func registers(_ head: ModelHead) -> [DraftRegister] {
        var registers: [DraftRegister] = []
        var address = 0
        func add(
            _ quantity: String,
            _ unit: String,
            _ scale: Double,
            _ type: String,
            _ name: String
        ) {
            registers.append(
                DraftRegister(
                    address: address,
                    table: "input",
                    type: type,
                    source: .quantity(quantity, isSign: false),
                    unit: unit,
                    scale: scale,
                    name: name,
                    note: "Placeholder: address, type, unit and step are to be taken from the table"
                )
            )
            address += 2
        }
        for (quantity, name) in terminals(head).voltages { add(quantity, "V", 0.1, "u32", name) }
        for (quantity, name) in terminals(head).currents { add(quantity, "A", 0.001, "u32", name) }
        add("power.active.total", "W", 1, "i32", "Active power")
        add("power.reactive.total", "var", 1, "i32", "Reactive power")
        add("powerFactor.total", "", 0.001, "i32", "Power factor")
        add("frequency", "Hz", 0.01, "u32", "Frequency")
        add("energy.active.import.total", "kWh", 0.01, "u32", "Active energy imported")
        add("energy.active.export.total", "kWh", 0.01, "u32", "Active energy exported")
        for register in programmed(head) { registers.append(register) }
        return registers
    }

    private static func terminals(
        _ head: ModelHead
    ) -> (voltages: [(String, String)], currents: [(String, String)]) {
        let measures = head.network.measures
        var voltages: [(String, String)] = []
        var currents: [(String, String)] = []
        for (n, line) in zip(1...3, ["l12", "l23", "l31"]) {
            if measures.voltages >> UInt8(n - 1) & 1 == 1 {
                voltages.append(("voltage.l\(n)", "Voltage L\(n) to neutral"))
            } else if measures.lines >> UInt8(n - 1) & 1 == 1 {
                voltages.append(("voltage.\(line)", "Voltage \(line.uppercased())"))
            }
            if measures.currents >> UInt8(n - 1) & 1 == 1 {
                currents.append(("current.l\(n)", "Current L\(n)"))
            }
        }
        return (voltages, currents)
    }

    /// Registers of settings, among the holding registers.
    private static func programmed(_ head: ModelHead) -> [DraftRegister] {
        var settings = [("address", "Slave address")]
        if head.connection == .currentTransformer {
            settings.append(("currentTransformerPrimary", "Primary current of the transformers"))
            settings.append(
                ("currentTransformerSecondary", "Secondary current of the transformers")
            )
        }
        return settings.enumerated().map { index, setting in
            DraftRegister(
                address: 0x100 + index,
                type: "u16",
                source: .setting(setting.0),
                unit: setting.0 == "address" ? "" : "A",
                access: "rw",
                name: setting.1,
                note: "Placeholder"
            )
        }
    }

    private static func settings(_ head: ModelHead) -> [DraftValue.Member] {
        typealias Member = DraftValue.Member
        let address = Member(
            "address",
            .line([
                Member("default", 1), Member("range", .list([1, 247])),
                Member("whole", .flag(true)),
            ])
        )
        guard head.connection == .currentTransformer else { return [address] }
        // Transformers of 1 or 5 A; a ratio of 1 until somebody says the true one.
        let rated = (head.current ?? 5) < 5 ? 1.0 : 5
        return [address] + TransformerSettings.current(primary: rated, secondary: rated)
    }
}

/// The settings of current and voltage transformers with sensible ranges.
enum TransformerSettings {
    /// Primary and secondary current, A.
    static func current(primary: Double, secondary: Double) -> [DraftValue.Member] {
        [
            member("currentTransformerPrimary", primary, 1...10_000),
            member("currentTransformerSecondary", secondary, 1...5),
        ]
    }

    /// A whole number with a default and a range.
    static func member(
        _ name: String,
        _ value: Double,
        _ range: ClosedRange<Double>
    ) -> DraftValue.Member {
        DraftValue.Member(
            name,
            .line([
                DraftValue.Member("default", .number(value)),
                DraftValue.Member(
                    "range",
                    .list([.number(range.lowerBound), .number(range.upperBound)])
                ),
                DraftValue.Member("whole", .flag(range.upperBound > 5 || value == value.rounded())),
            ])
        )
    }
}

internal import Metrology

/// A model before it is a file: its head, its registers, and what they need of the rest.
struct ModelDraft {
    /// What stands at the top of the file, as a comment.
    var about: String
    var head: ModelHead
    /// The document that the registers were taken from; nil for none.
    var source: (id: String, title: String)?
    var features: [DraftValue] = []
    var registers: [DraftRegister] = []
    /// Coils and discrete inputs, each a whole object.
    var coils: [DraftValue] = []
    var discreteInputs: [DraftValue] = []
    /// Settings in the order they were met.
    var settings: [DraftValue.Member] = []
    var wordOrder = "big"
    /// Whether comments explain every part.
    var isExplained = true

    /// The text of the file.
    var text: String { DraftValue.object(members).text() + "\n" }

    private typealias Member = DraftValue.Member

    private var needs: DraftNeeds { DraftNeeds(registers) }

    private var members: [DraftValue.Member] {
        [Member("$schema", "../schema/model.schema.json"), .comment("", about)]
            + plate + counting + measured + line + programmed
            + comment(
                "modbus",
                "functions: what it answers. unmapped and splitValue: the answer to a request "
                    + "beside the map, and to one that cuts a value in two. A register has address "
                    + "(from 0), type, table (holding, input, both), unit, scale (what one step is "
                    + "worth), one source such as quantity, and evidence with a source or a note."
            ) + [Member("modbus", .object(modbus))]
    }

    private func comment(_ about: String, _ text: String) -> [DraftValue.Member] {
        isExplained ? [.comment(about, text)] : []
    }

    private var plate: [DraftValue.Member] {
        var sources: [DraftValue] = []
        if let source {
            let entry = [Member("id", .text(source.id)), Member("title", .text(source.title))]
            sources = [.line(entry)]
        }
        var ratings: [DraftValue.Member] = [
            Member("connection", .text(head.connection.rawValue)),
            Member("voltage", .number(head.voltage)),
        ]
        ratings += head.currents.map { Member($0.name, .number($0.value)) }
        ratings.append(Member("frequency", .list([45, 65])))
        let isDirect = head.connection == .direct
        let accuracy = isDirect ? "EN 50470-3 class B" : "IEC 62053-21 class 1"
        ratings.append(
            Member("accuracy", .object([Member("active", .text(accuracy))]))
        )
        return [Member("name", .text(head.name)), Member("vendor", .text(head.vendor))]
            + comment("references", "The maker's order numbers: farms can name the model by them.")
            + [Member("references", .list([]))]
            + comment(
                "sources",
                "The documents the model is written from, each with a short id that registers and "
                    + "features name as their source."
            ) + [Member("sources", .list(sources))]
            + comment(
                "features",
                "What the device has and does, a sentence each, with evidence: official (the maker "
                    + "prints it), derived (from a reader in production, a sister device, a "
                    + "captured frame), assumed. What is not assumed names a source or a note."
            ) + [Member("features", .list(features))]
            + comment(
                "networks",
                "How it can be connected, the usual one first: "
                    + NetworkType.allCases.map(\.rawValue).joined(separator: ", ") + "."
            ) + [Member("networks", .texts([head.network.rawValue]))]
            + comment(
                "ratings",
                "From the rating plate or the data sheet; A at the meter's inputs, V to neutral. "
                    + "These are assumed from the class."
            ) + [Member("ratings", .object(ratings))]
            + comment("supply", "The conductors without which it is dead, or auxiliary.")
            + [Member("supply", .object([Member("from", .texts(head.supply))]))]
    }

    private var counting: [DraftValue.Member] {
        var counting: [DraftValue.Member] = [
            Member("total", "net"), Member("apparent", "vector"), Member("powerFactorSign", "iec"),
            Member("refresh", "1s"),
        ]
        if needs.hasPeriods { counting.append(Member("periodEnergies", .flag(true))) }
        return comment(
            "counting",
            "How phases are added up (net, perPhase), apparent power (vector, arithmetic), the "
                + "sign of the power factor (iec, ieee, socomec, unsigned), how often registers "
                + "change. Assumed."
        ) + [Member("counting", .object(counting))]
            + comment("energy", "Wh: the step of indexes, and where they begin again. Assumed.")
            + [
                Member(
                    "energy",
                    .object([Member("step", 10), Member("rollover", 10_000_000_000)])
                )
            ]
    }

    private var measured: [DraftValue.Member] {
        var members: [DraftValue.Member] = []
        let needs = needs
        if needs.tariffs > 1 {
            let tariffs = [
                Member("count", .number(Double(needs.tariffs))),
                Member("sources", .texts(["communication"])),
            ]
            members.append(Member("tariffs", .object(tariffs)))
        }
        if !needs.partials.isEmpty {
            members.append(
                Member("partials", .object([Member("of", .texts(needs.partials))]))
            )
        }
        if !needs.demands.isEmpty {
            members += comment("demand", "Window and period are assumed.")
            let demand = [
                Member("window", "sliding"), Member("period", "15m"),
                Member("of", .texts(needs.demands)),
            ]
            members.append(Member("demand", .object(demand)))
        }
        if !needs.extremes.isEmpty {
            members.append(
                Member("extremes", .object([Member("of", .texts(needs.extremes))]))
            )
        }
        return members
    }

    private var line: [DraftValue.Member] {
        let usual = [
            Member("baudRate", 9600), Member("parity", "none"), Member("stopBits", 1),
            Member("address", 1),
        ]
        let serial = [
            Member("baudRates", .list([9600, 19200, 38400])),
            Member("parities", .texts(["none", "even", "odd"])), Member("stopBits", .list([1, 2])),
            Member("addresses", .list([1, 247])), Member("default", .line(usual)),
        ]
        return comment(
            "serial",
            "What its serial line can be set to, and how it leaves the factory. Assumed."
        ) + [Member("serial", .object(serial))]
    }

    private var programmed: [DraftValue.Member] {
        guard !settings.isEmpty else { return [] }
        return comment(
            "settings",
            "What can be programmed. The names of docs/reference.md act on the meter; any other "
                + "has \"stored\": true and is only kept and read back."
        ) + [Member("settings", .object(settings))]
    }

    private var modbus: [DraftValue.Member] {
        let readsInputs = registers.contains { $0.table != "holding" }
        let writes = registers.contains { $0.access != "r" }
        var functions = [3]
        if !coils.isEmpty { functions.append(1) }
        if !discreteInputs.isEmpty { functions.append(2) }
        if readsInputs { functions.append(4) }
        if writes { functions += [6, 16] }
        var members = [
            Member("functions", .list(functions.sorted().map { .number(Double($0)) })),
            Member("readLimit", 125), Member("unmapped", "illegalDataAddress"),
            Member("splitValue", "allow"), Member("wordOrder", .text(wordOrder)),
            Member("registers", .list(registers.map(\.value))),
        ]
        if !coils.isEmpty { members.append(Member("coils", .list(coils))) }
        if !discreteInputs.isEmpty {
            members.append(Member("discreteInputs", .list(discreteInputs)))
        }
        return members
    }
}

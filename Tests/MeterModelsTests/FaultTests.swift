import Documents
import MeterModels
import Testing

/// One change of the sample that makes it wrong, and what must be said about it.
struct Mutation: Sendable, CustomTestStringConvertible {
    let path: String
    let value: JSONValue?
    let pointer: String
    let words: String
    var testDescription: String { "\(path) → \(pointer)" }

    init(_ path: String, _ value: JSONValue?, at pointer: String? = nil, _ words: String) {
        self.path = path
        self.value = value
        self.pointer = pointer ?? "/" + path
        self.words = words
    }
}

private func object(_ members: [String: JSONValue]) -> JSONValue { .object(members) }

private func supply(_ from: [String], _ more: [String: JSONValue] = [:]) -> JSONValue {
    object(["from": .array(from.map { .string($0) })].merging(more) { $1 })
}

private func pulseInputs(_ count: Int64, _ kinds: String...) -> JSONValue {
    object(["count": .integer(count), "kinds": .array(kinds.map { .string($0) })])
}

@Suite("Faults of model files")
struct FaultTests {
    private static let reg = "modbus/registers/"

    static let head: [Mutation] = [
        Mutation("name", nil, at: "/", "\"name\" is missing"),
        Mutation("vendor", .integer(1), "expected a string"),
        Mutation("colour", .string("red"), "unknown key \"colour\""),
        Mutation("rating", .null, "did you mean \"ratings\"?"),
        Mutation("references", .string("x"), "expected order numbers"),
        Mutation("sources/0/id", nil, at: "/sources/0", "\"id\" is missing"),
        Mutation(
            "sources/9",
            object(["id": .string("own"), "title": .string("x")]),
            at: "/sources/1",
            "each id once"
        ),
        Mutation("networks", nil, at: "/", "\"networks\" is missing"),
        Mutation("pulseInputs", object([:]), at: "/pulseInputs", "\"count\" is missing"),
        Mutation("pulseInputs", pulseInputs(17, "water"), at: "/pulseInputs/count", "out of range"),
        Mutation("pulseInputs", pulseInputs(2), at: "/pulseInputs/kinds", "is empty"),
        Mutation(
            "pulseInputs",
            pulseInputs(2, "watr"),
            at: "/pulseInputs/kinds/0",
            "did you mean \"water\"?"
        ),
        Mutation(
            "settings/input1Weight",
            object(["default": .integer(1), "range": .array([.integer(1), .integer(2)])]),
            "the device has 0, see /pulseInputs"
        ),
        Mutation("networks/0", .string("5NBL"), "\"5NBL\" is unknown"),
        Mutation("networks/1", .string("4NBL"), "each network type once"),
        Mutation("ratings", nil, at: "/", "\"ratings\" is missing"),
        Mutation("ratings/maximumCurrent", .integer(0), "out of range"),
        Mutation("ratings/minimumCurrent", .integer(7), at: "/ratings", "above maximumCurrent"),
        Mutation("ratings/frequency", .array([.integer(65), .integer(45)]), "lesser first"),
        Mutation("ratings/frequency", .array([.integer(65)]), "expected two numbers"),
        Mutation("ratings/connection", .string("directly"), "did you mean \"direct\"?"),
        Mutation("supply", object(["from": .array([.string("l4")])]), at: "/supply/from/0", "l1"),
        Mutation("supply", supply([]), at: "/supply/from", "is empty"),
        Mutation("supply", supply(["l1"]), at: "/supply/from", "needs \"n\" or another phase"),
        Mutation("supply", supply(["l1", "l1", "n"]), at: "/supply/from/1", "stands above"),
        Mutation("supply", supply(["auxiliary", "n"]), at: "/supply/from", "stands alone"),
        Mutation("supply", supply(["anyPhase", "l1"]), at: "/supply/from", "only \"n\""),
        Mutation(
            "supply",
            supply(["l1", "n"], ["minimumVoltage": .integer(231)]),
            at: "/supply/minimumVoltage",
            "above the rated voltage, 230 V"
        ),
        Mutation(
            "supply",
            supply(["auxiliary"], ["minimumVoltage": .integer(100)]),
            at: "/supply/minimumVoltage",
            "leave it out"
        ),
        Mutation(
            "supply",
            supply(["l1", "n"], ["startTime": .string("11m")]),
            at: "/supply/startTime",
            "out of range"
        ),
        Mutation(
            "supply",
            supply(["l1", "n"], ["forgets": .array([.string("tarif")])]),
            at: "/supply/forgets/0",
            "did you mean \"tariff\"?"
        ),
        Mutation(
            "supply",
            supply(["l1", "n"], ["minimumVolts": .integer(100)]),
            at: "/supply/minimumVolts",
            "did you mean \"minimumVoltage\"?"
        ),
        Mutation("counting/refresh", .string("1 second"), "is not a duration"),
        Mutation("counting/refresh", .string("2m"), "out of range"),
        Mutation("counting/total", .string("sum"), "perPhase"),
        Mutation("counting/operatingTime", .string("power"), "did you mean \"powered\"?"),
        Mutation(
            "counting/balanceTariffs",
            .array([.integer(3)]),
            at: "/counting",
            "names tariff 3"
        ),
        Mutation("energy/step", .integer(0), "out of range"),
        Mutation("energy/rollover", .integer(1_000_001), at: "/energy", "multiple of step"),
        Mutation("tariffs/count", .integer(5), "tariffs from 1 to 4"),
        Mutation("tariffs/inputTariffs", .integer(3), "tariffs from 0 to 2"),
        Mutation(
            "tariffs/sources",
            .array([.string("communication")]),
            at: "/tariffs/inputTariffs",
            "among the sources"
        ),
        Mutation(
            "partials/of/0",
            .string("energy.active.import.total"),
            "is no partial counter"
        ),
        Mutation("partials/of/0", .string("energy.activ.import.partial"), "did you mean"),
        Mutation("demand/of/0", .string("active.imports"), "did you mean \"active.import\"?"),
        Mutation("demand/period", .string(""), "is not a duration"),
        Mutation(
            "serial/default/baudRate",
            .integer(300),
            "is not allowed by \"baudRates\""
        ),
        Mutation(
            "serial/default/parity",
            .string("mark"),
            "allowed: even, none, odd"
        ),
    ]

    static let settings: [Mutation] = [
        Mutation("settings/currentTransformerPrimary/default", .integer(0), "default"),
        Mutation("settings/currentTransformerPrimary/default", .number(1.5), "default"),
        Mutation("settings/currentTransformerPrimary/unit", .string("V"), "is in \"A\""),
        Mutation(
            "settings/currentTransformerPrimary/range",
            .array([.integer(-1), .integer(9)]),
            at: "/settings/currentTransformerPrimary",
            "above 0"
        ),
        Mutation(
            "settings/currentTransformerPrimry",
            object(["default": .integer(1), "range": .array([.integer(0), .integer(2)])]),
            "did you mean \"currentTransformerPrimary\"?"
        ),
        Mutation(
            "settings/currentTransformerPrimary/resets",
            .array([.string("energy")]),
            at: "/settings/currentTransformerPrimary/resets/0",
            "energies"
        ),
        Mutation("settings/parity/default", .string("odd"), "is no choice"),
        Mutation("settings/parity/choices", .array([]), "at least one choice"),
        Mutation(
            "settings/parity/choices/1/value",
            .integer(0),
            at: "/settings/parity/choices/1",
            "each once"
        ),
        Mutation(
            "settings/network",
            object(["default": .integer(1), "range": .array([.integer(0), .integer(1)])]),
            "the list has 1"
        ),
        Mutation("settings/address", object(["default": .integer(1)]), "neither range nor choices"),
        Mutation(
            "settings/demandPeriod",
            object(["default": .integer(60), "choices": .array([.integer(60)])]),
            "/demand/period is 600"
        ),
    ]

    static let rules: [Mutation] = [
        Mutation("modbus/functions", nil, at: "/modbus", "\"functions\" is missing"),
        Mutation("modbus/functions/9", .integer(24), at: "/modbus/functions/6", "not implemented"),
        Mutation("modbus/functions/9", .integer(17), at: "/modbus", "function 17 needs"),
        Mutation("modbus/functions/9", .integer(43), at: "/modbus", "function 43 needs"),
        Mutation("modbus/readLimit", .integer(126), "registers from 1 to 125"),
        Mutation("modbus/writeLimit", .integer(124), "registers from 1 to 123"),
        Mutation("modbus/unmapped", .string("illegalAddress"), "is unknown"),
        Mutation("modbus/readOnlyWrite", .string("zeros"), "is no exception"),
        Mutation(
            "modbus/diagnostics",
            .array([.integer(5)]),
            at: "/modbus/diagnostics/0",
            "no sub"
        ),
        Mutation("modbus/notAvailable/u32", .string("0x1FFFFFFFF"), "at most 2 words"),
        Mutation("modbus/notAvailable/u33", .string("0xFF"), "did you mean"),
        Mutation(
            "modbus/response",
            object(["typical": .integer(2), "maximum": .integer(1)]),
            "above"
        ),
        Mutation("modbus/wordOrder", .string("bigg"), "did you mean \"big\"?"),
        Mutation("modbus/registers", nil, at: "/modbus", "\"registers\" is missing"),
        Mutation(
            "modbus/identification",
            object(["objects": object(["0x10": .string("x")])]),
            at: "/modbus/identification/objects/0x10",
            "no object"
        ),
        Mutation(
            "modbus/identification",
            object(["objects": object(["productName": .string("→")])]),
            at: "/modbus/identification/objects/productName",
            "ISO 8859-1"
        ),
    ]

    static let registers: [Mutation] = [
        Mutation(reg + "0/address", nil, at: "/modbus/registers/0", "\"address\" is missing"),
        Mutation(reg + "0/address", .string("C568"), "such as \"0xC568\""),
        Mutation(reg + "0/address", .string("0x10000"), "an address from 0 to 65535"),
        Mutation(reg + "0/address", .integer(-1), "out of range"),
        Mutation(
            reg + "0/address",
            .string("0xFFFF"),
            at: "/modbus/registers/0",
            "is 65534"
        ),
        Mutation(
            reg + "1/address",
            .string("0x1001"),
            at: "/modbus/registers/1",
            "\"P\" at 0x1001 overlaps \"V1\" at 0x1000 to 0x1001 at /modbus/registers/0"
        ),
        Mutation(reg + "0/type", .string("u33"), "did you mean \"u32\"?"),
        Mutation(
            reg + "0/type",
            .string("ascii"),
            at: "/modbus/registers/0",
            "\"words\" is missing"
        ),
        Mutation(reg + "0/words", .integer(3), "a value of type u32 has 2"),
        Mutation(reg + "4/words", .integer(126), "words from 1 to 125"),
        Mutation(reg + "0/quantity", .string("voltage.l4"), "did you mean"),
        Mutation(reg + "0/unit", .string("A"), "allowed: mV, V, kV, MV"),
        Mutation(reg + "0/unit", nil, at: "/modbus/registers/0", "\"unit\" is missing"),
        Mutation(reg + "0/scale", .integer(0), "out of range"),
        Mutation(reg + "0/scale", .string("1"), "expected a step"),
        Mutation(reg + "0/evidence", nil, at: "/modbus/registers/0", "\"evidence\" is missing"),
        Mutation(reg + "0/evidence", .string("certain"), "allowed: assumed, derived, official"),
        Mutation(reg + "0/source", nil, at: "/modbus/registers/0", "neither source nor note"),
        Mutation(reg + "0/source", .string("owm"), "did you mean \"own\"?"),
        Mutation(reg + "0/access", .string("rw"), "nothing happens on a write"),
        Mutation(reg + "3/access", .string("r"), "cannot be written"),
        Mutation(reg + "0/constant", .integer(1), at: "/modbus/registers/0", "only one of them"),
        Mutation(reg + "0/quantity", nil, at: "/modbus/registers/0", "says not where"),
        Mutation(reg + "0/scal", .integer(1), "did you mean \"scale\"?"),
        Mutation(reg + "0/as", .string("absolute"), "magnitude"),
        Mutation(reg + "0/as", .string("sign"), at: "/modbus/registers/0/unit", "no unit"),
        Mutation(reg + "0/table", .string("coils"), "both, holding, input"),
        Mutation(reg + "2/setting", .string("currentPrimary"), "is no setting"),
        Mutation(reg + "2/unit", .string("V"), "the setting is in \"A\""),
        Mutation(
            reg + "2/table",
            .string("input"),
            at: "/modbus/registers/2/access",
            "input register"
        ),
        Mutation(reg + "0/scaleFactor", .string("0x1010"), "0x1010 holds no power of ten"),
        Mutation(
            reg + "2/scaleFactor",
            .string("0x1010"),
            at: "/modbus/registers/2/scaleFactor",
            "needs a quantity"
        ),
        Mutation(reg + "0/scaleFactor", .string("A_SF"), "is not an address"),
        Mutation(reg + "4/text", .string("much too long"), "4 words hold 8"),
        Mutation(reg + "4/type", .string("u64"), at: "/modbus/registers/4/text", "ascii"),
        Mutation(reg + "3/command/do", .string("selectTarif"), "did you mean \"selectTariff\"?"),
        Mutation(reg + "3/command/tariff", .integer(3), "a tariff from 1 to 2"),
        Mutation(reg + "5/command/bits/99", object(["do": .string("nothing")]), "from 0 to 31"),
        Mutation(
            reg + "5/command/bits/0/of",
            .array([.string("energy.apparent.partial")]),
            at: "/modbus/registers/5/command/bits/0/of/0",
            "no such partial counter"
        ),
        Mutation(
            reg + "5/command/values",
            object([:]),
            at: "/modbus/registers/5/command",
            "only one"
        ),
        Mutation(reg + "0/broadcast", .bool(true), "cannot be written"),
        Mutation(
            reg + "6",
            object([
                "address": .integer(0), "type": .string("u16"),
                "clock": .string("secondsSince2000"),
                "evidence": .string("assumed"), "note": .string("x"),
            ]),
            at: "/modbus/registers/6/clock",
            "too small"
        ),
        Mutation(
            reg + "6",
            object([
                "address": .integer(0), "type": .string("u16"), "constant": .integer(70_000),
                "evidence": .string("assumed"), "note": .string("x"),
            ]),
            at: "/modbus/registers/6/constant",
            "does not fit type u16"
        ),
        Mutation(
            reg + "6",
            object([
                "address": .integer(0), "type": .string("datetime3"),
                "raw": .array([.integer(1)]), "evidence": .string("assumed"),
                "note": .string("x"),
            ]),
            at: "/modbus/registers/6/raw",
            "the register has 3"
        ),
        Mutation(
            "modbus/coils/0/partial",
            .string("energy.active.export.partial"),
            "no such partial counter"
        ),
        Mutation("modbus/coils/0/partial", nil, at: "/modbus/coils/0", "expected one of partial"),
        Mutation("modbus/functions/0", .integer(5), at: "/modbus/coils/0", "function 1 is not"),
        Mutation("modbus/functions/1", .integer(5), at: "/modbus/discreteInputs/0", "function 2"),
        Mutation("modbus/discreteInputs/0/quantity", .string("voltage.l1"), "is measured"),
        Mutation("modbus/discreteInputs/0/access", .string("rw"), "nothing happens on a write"),
        Mutation(
            "modbus/discreteInputs/9",
            object([
                "address": .integer(0), "constant": .bool(true), "evidence": .string("assumed"),
                "note": .string("x"), "name": .string("Again"),
            ]),
            at: "/modbus/discreteInputs/1",
            "has the address of"
        ),
    ]

    @Test("The sample itself is right")
    func sampleIsRight() throws {
        let (model, faults) = try Sample.read(Sample.value())
        #expect(faults.isEmpty, "\(faults)")
        #expect(model != nil)
    }

    @Test("Each fault is told at its place, with what is allowed", arguments: head + settings)
    func designFaults(_ mutation: Mutation) throws { try check(mutation) }

    @Test("Each fault of the map is told at its place", arguments: rules + registers)
    func mapFaults(_ mutation: Mutation) throws { try check(mutation) }

    private func check(_ mutation: Mutation) throws {
        let value = try Sample.value().setting(mutation.path, to: mutation.value)
        let (model, faults) = Sample.read(value)
        #expect(model == nil)
        let told = faults.contains {
            $0.pointer.description == mutation.pointer && $0.message.contains(mutation.words)
        }
        #expect(told, "\(faults)")
    }

    @Test("All faults of a file are told at once")
    func allAtOnce() throws {
        var value = try Sample.value()
        for mutation in [Self.head[2], Self.settings[2], Self.rules[4], Self.registers[6]] {
            value = value.setting(mutation.path, to: mutation.value)
        }
        #expect(Sample.read(value).faults.count >= 4)
    }

    @Test("One mistake is told once")
    func once() throws {
        let value = try Sample.value()
        for (path, wrong) in [
            ("modbus/registers/2/setting", "currentPrimary"), ("modbus/registers/0/unit", "A"),
            ("modbus/registers/0/type", "u33"), ("modbus/registers/1/quantity", "power.active"),
        ] {
            #expect(Sample.read(value.setting(path, to: .string(wrong))).faults.count == 1)
        }
    }

    @Test("What is not an object or not JSON is refused, not followed")
    func nonsense() {
        for value in [JSONValue.null, .array([]), .integer(1), .object([:])] {
            #expect(Sample.read(value).model == nil)
            #expect(!Sample.read(value).faults.isEmpty)
        }
        #expect(throws: Faults.self) {
            try Repository.library.read(Array("{".utf8), file: "x.json")
        }
    }

    @Test("No mutation whatever traps, and what is accepted has no fault", arguments: 0..<8)
    func fuzz(_ seed: Int) throws {
        var random = SplitMix(state: UInt64(seed))
        let good = try Sample.value()
        for _ in 0..<60 {
            var value = good
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                value = mutate(value, &random)
            }
            let (model, faults) = Sample.read(value)
            #expect((model == nil) == !faults.isEmpty)
        }
    }

    private func mutate(_ value: JSONValue, _ random: inout SplitMix) -> JSONValue {
        let odd: [JSONValue] = [
            .null, .bool(true), .integer(0), .integer(-1), .integer(.max), .integer(.min),
            .integer(65_535), .number(1e308), .number(-0.5), .string(""), .string("0xFFFFFFFF"),
            .string("l1"), .array([]), .object([:]), .string("energy.active.import.partial.t4"),
            .string("0x"), .string("999999999h"), .array([.null, .integer(7)]),
        ]
        switch value {
        case .object(var members) where Int.random(in: 0..<12, using: &random) > 0:
            guard let key = members.keys.sorted().randomElement(using: &random) else { break }
            members[key] =
                Int.random(in: 0..<15, using: &random) == 0
                ? nil : mutate(members[key] ?? .null, &random)
            return .object(members)
        case .array(var elements) where Int.random(in: 0..<12, using: &random) > 0:
            guard !elements.isEmpty else { break }
            let index = Int.random(in: 0..<elements.count, using: &random)
            if Int.random(in: 0..<10, using: &random) == 0 {
                elements.append(elements[index])
            } else {
                elements[index] = mutate(elements[index], &random)
            }
            return .array(elements)
        default: break
        }
        return odd.randomElement(using: &random) ?? .null
    }
}

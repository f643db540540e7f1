import Documents
import Foundation
import MeterModels
import Metrology
import ModbusProtocol
import Testing

@Suite("The schemas name what the program knows")
struct SchemaTests {
    private let model: SchemaFile
    private let farm: SchemaFile
    private let scenario: SchemaFile

    init() throws {
        model = try SchemaFile("model")
        farm = try SchemaFile("farm")
        scenario = try SchemaFile("scenario")
    }

    /// The catalogue of a meter that has everything.
    private static let catalogue: QuantityCatalogue = {
        var design = MeterDesign()
        design.equipment = equipment
        let plain = QuantityCatalogue(design: design)
        design.extremes = plain.names.compactMap { plain[$0] }.filter(\.isInstantaneous)
        design.alarms = AlarmDesign(count: MeterSetting.most, quantities: [.frequency])
        design.hasLamp = true
        design.outputs = (0...MeterSetting.most).compactMap { _ in
            PulseWeight(wattHours: 1).map {
                PulseOutputDesign(lanes: .active, weight: .fixed($0), durations: [])
            }
        }
        let most = PulseInputDesign.most
        design.pulseInputs = PulseInputDesign(count: most, kinds: PulseKind.allCases)
        return QuantityCatalogue(design: design)
    }()

    /// Every input, relay, sensor and output that a device can have, and a breaker.
    private static let equipment: EquipmentDesign = {
        var all = EquipmentDesign()
        all.inputCount = EquipmentDesign.mostInputs
        all.relays = (0..<EquipmentDesign.mostRelays).map { _ in RelayDesign() }
        all.temperatureCount = EquipmentDesign.mostSensors
        all.analogueInputs = (0..<EquipmentDesign.mostSensors).map { _ in
            AnalogueInputDesign(AnalogueScaling())
        }
        all.analogueOutputs = (0..<EquipmentDesign.mostSensors).map { _ in
            AnalogueOutputDesign([.frequency], AnalogueScaling())
        }
        all.breaker = BreakerDesign(ratedCurrent: 160)
        return all
    }()

    private func names(where isMeant: (Quantity) -> Bool) -> Set<String> {
        Set(Self.catalogue.names.filter { Self.catalogue[$0].map(isMeant) ?? false })
    }

    /// All quantities that a definition of the model's schema lets through.
    private func quantities(_ definition: String) throws -> Set<String> {
        try model.texts("/$defs/\(definition)/pattern")
    }

    // MARK: Quantities

    @Test("The quantities of a register are those of the catalogue, no more and no fewer")
    func quantities() throws {
        var known: Set<String> = []
        for family in try model.elements("/$defs/quantity/anyOf") {
            let reference = try #require(family.at("/$ref")?.string)
            let texts = try quantities(String(reference.dropFirst("#/$defs/".count)))
            #expect(known.isDisjoint(with: texts), "\(reference)")
            known.formUnion(texts)
        }
        let names = Set(Self.catalogue.names)
        #expect(known.subtracting(names).sorted().prefix(5) == [])
        #expect(names.subtracting(known).sorted().prefix(5) == [])
        #expect(try model.names("/$defs/quantity/examples").isSubset(of: names))
    }

    @Test("So are the quantities that only some places take")
    func narrowerQuantities() throws {
        #expect(try quantities("instantaneous") == names(where: \.isInstantaneous))
        #expect(try quantities("countedQuantity") == names { $0.unit == .count })
        let indexes = names { if case .energy(let index) = $0 { index.minus == [] } else { false } }
        #expect(try quantities("energyIndex") == indexes)
        let partials = names { quantity in
            guard case .energy(let index) = quantity else { return false }
            return index.minus == [] && index.channel == .total
                && index.bins.isSubset(of: .allPartials)
        }
        #expect(try quantities("partial") == partials)
    }

    @Test("So are the energies of pulses and the sources of demands")
    func flows() throws {
        let flows = indexNames(from: "energy.", to: ".total") {
            if case .energy(let index) = $0 { index.minus == [] } else { false }
        }
        #expect(try quantities("flow") == flows)
        let sources = indexNames(from: "demand.", to: ".last") {
            if case .demand = $0 { true } else { false }
        }
        #expect(try quantities("demandSource") == sources)
    }

    private func indexNames(
        from start: String,
        to end: String,
        where isMeant: (Quantity) -> Bool
    ) -> Set<String> {
        let whole = names(where: isMeant).filter { $0.hasPrefix(start) && $0.hasSuffix(end) }
        return Set(whole.map { String($0.dropFirst(start.count).dropLast(end.count)) })
    }

    @Test("The units of a quantity are those that it can be written in")
    func units() throws {
        let read = try model.elements("/$defs/unitOfQuantity/allOf").map(UnitRule.init)
        for name in Self.catalogue.names {
            let unit = try #require(Self.catalogue[name]).unit
            let mine = read.filter { $0.concerns(name) }
            try #require(mine.count == 1, "\(name): \(mine.count) rules")
            for text in UnitRule.texts {
                #expect(mine[0].allows(text) == unit.canBeWritten(in: text), "\(name) in \(text)")
            }
            #expect(mine[0].isOptional == unit.canBeWritten(in: ""), "\(name)")
        }
    }

    // MARK: Settings

    @Test("The settings are those that change something")
    func settings() throws {
        let known =
            Set(MeterSetting.named.map(\.name)).union(LineSetting.allCases.map(\.rawValue))
        var named = try model.keys("/$defs/complete/properties/settings/properties")
        for pattern in try model.keys("/$defs/complete/properties/settings/patternProperties")
        where pattern != "^//" {
            let texts = try PatternExpansion.texts(of: pattern)
            #expect(named.isDisjoint(with: texts), "\(pattern)")
            named.formUnion(texts)
        }
        #expect(named == known)
        let offered = try farm.keys("/$defs/meter/properties/settings/properties")
        #expect(!offered.isEmpty && offered.isSubset(of: known))
        #expect(try scenario.keys("/$defs/action/properties/set/properties") == offered)
    }

    // MARK: Enumerations

    @Test("Enumerations have the same cases")
    func enumerations() throws {
        try expect("/$defs/complete/properties/networks/items/enum", NetworkType.self)
        try expect("/$defs/resetScope/enum", ResetScope.self)
        #expect(
            try model.names("/$defs/pulseKind/enum") == Set(PulseKind.allCases.map(\.name))
        )
        try expect("/$defs/complete/properties/counting/properties/total/enum", TotalCounting.self)
        try expect(
            "/$defs/complete/properties/counting/properties/apparent/enum",
            ApparentTotal.self
        )
        try expect(
            "/$defs/complete/properties/counting/properties/powerFactorSign/enum",
            PowerFactorSign.self
        )
        try expect(
            "/$defs/complete/properties/counting/properties/quadrantNames/enum",
            QuadrantNames.self
        )
        try expect(
            "/$defs/complete/properties/demand/properties/window/enum",
            DemandDesign.Window.self
        )
        try expect(
            "/$defs/complete/properties/ratings/properties/connection/enum",
            MeterRatings.Connection.self
        )
        try expect(
            "/$defs/complete/properties/supply/properties/from/items/enum",
            SupplyConductor.self
        )
        try expect(
            "/$defs/complete/properties/supply/properties/forgets/items/enum",
            VolatileMemory.self
        )
        try expect(
            "/$defs/complete/properties/serial/properties/parities/items/enum",
            SerialOptions.Parity.self
        )
        try expect("/$defs/evidence/enum", Evidence.self)
        try expect("/$defs/clockField/enum", ClockField.self)
        try expect("/$defs/register/properties/loadCurve/enum", LoadCurvePart.self)
        try expect("/$defs/register/properties/access/enum", RegisterDescription.Access.self)
        try expect("/$defs/wordOrder/enum", WordOrder.self)
        try fronts()
        let rules = "/$defs/modbus/properties"
        try expect("\(rules)/unmapped/enum", MapRules.Gap.self)
        try expect("\(rules)/holes/enum", MapRules.Gap.self)
        try expect("\(rules)/splitValue/enum", MapRules.Split.self)
        try expect("\(rules)/alignment/enum", MapRules.Alignment.self)
        try expect("\(rules)/broadcast/enum", MapRules.Broadcast.self)
        try expect("\(rules)/clockWrite/enum", MapRules.ClockWrite.self)
    }

    private func fronts() throws {
        try expect("/$defs/panelIcon/properties/shows/enum", PanelSign.self)
        try expect("/$defs/panelLED/properties/shows/enum", PanelLED.Source.self)
        try expect("/$defs/panelLED/properties/colour/enum", PanelLED.Colour.self)
        let binding = "/$defs/panelKey/properties/does/items/properties"
        try expect("\(binding)/in/enum", PanelStage.self)
        try expect("\(binding)/do/enum", PanelMove.self)
        try expect("/$defs/panelRow/properties/shows/enum", PanelFact.self)
        try expect("/$defs/panelSetup/properties/saves/enum", PanelSetup.Saving.self)
        let front = "/$defs/panel/properties"
        try expect("\(front)/housing/properties/colour/enum", PanelHousing.Colour.self)
        try expect("\(front)/display/properties/kind/enum", PanelDisplay.Kind.self)
    }

    private func expect<Choice: RawRepresentable & CaseIterable>(
        _ pointer: String,
        _: Choice.Type
    ) throws where Choice.RawValue == String {
        #expect(try model.names(pointer) == Set(Choice.allCases.map(\.rawValue)), "\(pointer)")
    }

    @Test("The classes of transformers are those of the standard's table")
    func transformers() throws {
        let key = "/$defs/installation/properties/currentTransformer/properties/class/anyOf/0/enum"
        #expect(try farm.names(key) == Set(TransformerClass.allCases.map(\.rawValue)))
    }

    @Test("The types of registers are those that there are, with as many words")
    func types() throws {
        let types = try model.names("/$defs/register/properties/type/enum")
        #expect(types == Set(RegisterFormat.all.map(\.name)))
        let numbers = RegisterType.allCases.filter { !$0.isText }
        let codes = "/$defs/modbus/properties/notAvailable/properties"
        #expect(try model.keys(codes) == Set(numbers.map(\.rawValue)))
        for type in numbers {
            let reference = try model.at("\(codes)/\(type.rawValue)/$ref").string
            #expect(reference == type.words.map { "#/$defs/bits\(16 * $0)" })
        }
    }

    @Test("A maker's own function is none of those that are implemented")
    func functions() throws {
        let codes = try model.elements(
            "/$defs/guard/properties/opensWith/properties/function/not/enum"
        )
        let known = FunctionSet.implemented.functions.map { JSONValue.integer(Int64($0.rawValue)) }
        #expect(codes == known)
    }

    @Test("The commands are those that the reader offers")
    func commands() throws {
        let broken = try Sample.value().setting(
            "/modbus/registers/3/command/do",
            to: .integer(5)
        )
        let fault = try #require(Sample.read(broken).faults.first)
        let offered = try #require(fault.message.components(separatedBy: "one of ").last)
        let verbs = Set(offered.components(separatedBy: ", "))
        #expect(verbs.count > 5, "\(fault)")
        #expect(try model.names("/$defs/action/properties/do/enum") == verbs)
    }
}

/// One rule of the schema: which units some quantities have.
private struct UnitRule {
    /// What people could try.
    static let texts =
        ["V", "A", "W", "var", "VA", "Hz", "°", "%", "Wh", "varh", "VAh", "Ah"]
        .flatMap { unit in ["", "m", "k", "M", "G"].map { $0 + unit } }
        + ["", "s", "ms", "min", "h", "d", "l", "m3", "kl", "kmh", "x"]

    private let quantities: NSRegularExpression
    private let unit: JSONValue
    let isOptional: Bool

    init(_ rule: JSONValue) throws {
        let pattern = try #require(rule.at("/if/properties/quantity/pattern")?.string)
        quantities = try NSRegularExpression(pattern: pattern)
        unit = try #require(rule.at("/then/properties/unit"))
        isOptional = rule.at("/then/required") == nil
    }

    func concerns(_ quantity: String) -> Bool { quantities.matches(quantity) }

    func allows(_ text: String) -> Bool {
        if let pattern = unit.at("/pattern")?.string {
            return (try? NSRegularExpression(pattern: pattern).matches(text)) ?? false
        }
        return (unit.at("/enum")?.strings ?? [unit.at("/const")?.string ?? "?"]).contains(text)
    }
}

extension NSRegularExpression {
    fileprivate func matches(_ text: String) -> Bool {
        firstMatch(in: text, range: NSRange(text.startIndex..., in: text)) != nil
    }
}

extension BaseUnit {
    /// Whether the reader of registers takes a unit for a quantity in this one.
    fileprivate func canBeWritten(in text: String) -> Bool {
        if self == .micro(""), text == "%" { return true }
        return perUnit(text).map { $0.rounded() >= 1 } ?? false
    }
}

import Documents
import Metrology
import ModbusProtocol

/// Reads the Modbus side of a model and compiles its map.
struct ModbusReader {
    private let reader: ObjectReader
    private let parts: MeterModelParts

    init(_ reader: ObjectReader, _ parts: MeterModelParts) {
        self.reader = reader
        self.parts = parts
    }

    func read(_ model: inout MeterModelParts) -> ModbusMap {
        let rules = readRules()
        if let node = reader.optional("response"), let response = node.object("answer times") {
            model.response = Self.readResponse(response, node)
        }
        model.identification = IdentificationReader.read(reader, rules.functions)
        let registers = (reader.required("registers")?.array("a list of registers") ?? [])
            .filter { !Absence.isOne($0) }
        let order = reader.optional("wordOrder")?.choice(of: WordOrder.self) ?? .big
        let guards = GuardReader(parts: parts).guards(reader.optional("guards"))
        let interface = reader.optional("commandInterface")
            .flatMap { CommandInterfaceReader(parts: parts, order: order).read($0) }
        let context = RegisterContext(
            parts: parts,
            rules: rules,
            order: order,
            guards: guards.map(\.name),
            hasCommandInterface: interface != nil,
            notAvailable: notAvailable(reader.optional("notAvailable")),
            scaleFactors: ScaleFactors(registers)
        )
        let builder = MapBuilder(rules, parts.settings, guards, interface)
        let copies = copies(reader.optional("copies"))
        for node in registers {
            guard let entry = RegisterReader(node, context)?.read(builder) else { continue }
            builder.add(entry)
            for copy in copies { builder.add(entry, again: copy) }
        }
        for (key, place) in [
            ("coils", RegisterDescription.Place.coil), ("discreteInputs", .discreteInput),
        ] {
            for node in reader.optional(key)?.array("a list of bits") ?? []
            where !Absence.isOne(node) {
                if let bit = BitReader(node, context, place)?.read() { builder.add(bit) }
            }
        }
        reader.finish()
        return ModbusMap(builder.finish())
    }

    private func copies(_ node: Node?) -> [RegisterCopy] {
        (node?.array("a list of copies of the map") ?? []).compactMap { entry in
            guard let reader = entry.object("a copy with an offset") else { return nil }
            defer { reader.finish() }
            let offset = reader.required("offset")?.hexadecimal("an offset", in: 1...0xFFFF)
            let order = reader.optional("wordOrder")?.choice(of: WordOrder.self)
            return offset.map { RegisterCopy(offset: $0, order: order) }
        }
    }

    private func readRules() -> MapRules {
        var rules = MapRules()
        if let node = reader.required("functions", "function codes such as 3, 6, 16") {
            rules.functions = functions(node)
        }
        reader.optional("diagnostics").map { rules.diagnostics = diagnostics($0) }
        let (read, write) = (SlaveProfile.maximumReadLimit, SlaveProfile.maximumWriteLimit)
        reader.optional("readLimit")?.integer("registers", in: 1...read)
            .map { rules.readLimit = $0 }
        reader.optional("writeLimit")?.integer("registers", in: 1...write)
            .map { rules.writeLimit = $0 }
        let unmapped = reader.optional("unmapped")?.choice(of: MapRules.Gap.self)
        unmapped.map { rules.unmapped = $0 }
        rules.holes = reader.optional("holes")?.choice() ?? rules.unmapped
        reader.optional("splitValue")?.choice().map { rules.splitValue = $0 }
        reader.optional("alignment")?.choice().map { rules.alignment = $0 }
        reader.optional("broadcast")?.choice().map { rules.broadcast = $0 }
        reader.optional("clockWrite")?.choice().map { rules.clockWrite = $0 }
        reader.optional("textPadding")?
            .word(of: ["zeros": TextPadding.zeros, "spaces": .spaces])
            .map { rules.textPadding = $0 }
        if let node = reader.optional("readOnlyWrite"),
            let gap = node.choice(of: MapRules.Gap.self)
        {
            if gap.exception == nil { node.report("is no exception; such as illegalDataAddress") }
            rules.readOnlyWrite = gap
        }
        return rules
    }

    private func functions(_ node: Node) -> FunctionSet {
        let known = FunctionSet.implemented.union(GuardReader.functions(in: reader))
        let names = known.functions.map { String($0.rawValue) }.joined(separator: ", ")
        var functions = FunctionSet([])
        for entry in node.array("a list of function codes") ?? [] {
            guard let code = entry.integer("a function code", in: 1...127) else { continue }
            let function = FunctionCode(rawValue: UInt8(truncatingIfNeeded: code))
            if known.contains(function) {
                functions.insert(function)
            } else {
                entry.report("function \(code) is not implemented; allowed: \(names)")
            }
        }
        return functions
    }

    private func diagnostics(_ node: Node) -> DiagnosticSet {
        if case .string = node.value {
            return node.word(of: ["all": DiagnosticSet.all, "none": []]) ?? []
        }
        var found: [DiagnosticSubfunction] = []
        for entry in node.array("\"all\", or a list of sub-functions of function 8") ?? [] {
            guard let code = entry.hexadecimal("a sub-function", in: 0...0xFFFF) else { continue }
            if let known = DiagnosticSubfunction(rawValue: UInt16(truncatingIfNeeded: code)) {
                found.append(known)
            } else {
                entry.report("is no sub-function of function 8; 0 to 4, 10 to 18, 20")
            }
        }
        return DiagnosticSet(found)
    }

    /// Reads how long a model takes to answer.
    static func readResponse(_ reader: ObjectReader, _ node: Node) -> ResponseTime {
        var time = ResponseTime()
        let times: ClosedRange<Int64> = 0...60_000
        reader.optional("typical")?.milliseconds(in: times).map { time.typical = $0 }
        time.minimum = reader.optional("minimum")?.milliseconds(in: times) ?? time.typical / 2
        reader.optional("maximum")?.milliseconds(in: times).map { time.maximum = $0 }
        let pause = reader.optional("pause")
        pause?.milliseconds(in: times).map { time.pause = $0 }
        let tooFast = reader.optional("tooFast")
        tooFast?.choice().map { time.tooFast = $0 }
        reader.finish()
        if time.minimum > time.typical {
            node.report("minimum, \(time.minimum) ms, is above typical, \(time.typical) ms")
        }
        if time.typical > time.maximum {
            node.report("typical, \(time.typical) ms, is above maximum, \(time.maximum) ms")
        }
        if let tooFast, pause == nil {
            tooFast.report("has no \"pause\" that a request could come too fast for")
        }
        return time
    }

    private func notAvailable(_ node: Node?) -> [RegisterType: UInt64] {
        guard let reader = node?.object("bit patterns by register type") else { return [:] }
        var codes: [RegisterType: UInt64] = [:]
        for (name, entry) in reader.each() {
            guard let type = RegisterType(rawValue: name), let words = type.words else {
                let numbers = RegisterType.allCases.filter { !$0.isText }.map(\.rawValue)
                entry.report("no numeric type\(Spelling.hint(for: name, among: numbers))")
                continue
            }
            codes[type] = entry.pattern(words: words)
        }
        reader.finish()
        return codes
    }
}

/// What the reading of every register needs to know of the model.
struct RegisterContext {
    let parts: MeterModelParts
    let rules: MapRules
    let order: WordOrder
    let guards: [String]
    let hasCommandInterface: Bool
    let notAvailable: [RegisterType: UInt64]
    let scaleFactors: ScaleFactors
}

/// Every register once more, so many addresses further on.
struct RegisterCopy {
    let offset: Int
    /// The order of the copies' words; that of each register where nil.
    let order: WordOrder?
}

/// An element that takes away what the model below has at its address.
enum Absence {
    /// Whether an element is one; what else stands in it is reported.
    static func isOne(_ node: Node) -> Bool {
        guard case .object(let members) = node.value, members["absent"] != nil,
            let reader = node.object()
        else { return false }
        if reader.required("absent")?.bool() == false {
            node.report("is not absent; \"absent\" is only of use as true")
        }
        _ = reader.required("address")?.address()
        _ = reader.optional("table")?.word(of: ["holding": 0, "input": 1, "both": 2])
        reader.finish()
        return true
    }
}

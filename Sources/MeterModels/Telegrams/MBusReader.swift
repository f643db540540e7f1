import Documents
import MBusProtocol
import Metrology
import ModbusProtocol

/// Reads the M-Bus side of a model and compiles its telegrams.
struct MBusReader {
    private let reader: ObjectReader
    private let context: RegisterContext

    init(_ reader: ObjectReader, _ parts: MeterModelParts) {
        self.reader = reader
        context = RegisterContext(
            parts: parts,
            rules: MapRules(),
            order: .big,
            guards: [],
            hasCommandInterface: false,
            notAvailable: [:],
            scaleFactors: ScaleFactors([])
        )
    }

    func read(_ model: inout MeterModelParts) -> MBusMap {
        if let node = reader.optional("response"), let times = node.object("answer times") {
            model.response = ModbusReader.readResponse(times, node)
        }
        let manufacturer = reader.required("manufacturer", "three letters").flatMap(readMaker)
        let version = reader.required("version")?.integer("a version", in: 0...255) ?? 0
        let medium = reader.optional("medium")?.integer("a medium", in: 0...255) ?? 2
        let orders = (reader.optional("commands")?.array("a list of commands") ?? [])
            .compactMap { $0.choice(of: MBusOrder.self) }
        let selection = reader.optional("selection")?.choice(of: MBusMap.Selection.self)
        let reports = reader.optional("reportsErrors")?.bool()
        let restarts = reader.optional("requestRestartsReadout")?.bool()
        let loads = reader.optional("unitLoads")?.number("unit loads", in: 0.1...20)
        let resets = reader.optional("resets").map(readResets) ?? [:]
        let alarms = reader.optional("alarms").map(readAlarms) ?? []
        var descriptions: [RecordDescription] = []
        let telegrams = readTelegrams(&descriptions)
        reader.finish()
        let hasNumber = context.parts.settings.contains { $0.role == .line(.identification) }
        if orders.contains(.setIdentification), !hasNumber {
            reader.optional("commands")?.report(
                "setIdentification needs a setting \"identification\" that keeps the number"
            )
        }
        if !resets.isEmpty, !orders.contains(.applicationReset) {
            reader.optional("resets")?.report("needs the command \"applicationReset\"")
        }
        return MBusMap(
            manufacturer: manufacturer ?? 0,
            version: UInt8(truncatingIfNeeded: version),
            medium: Medium(rawValue: UInt8(truncatingIfNeeded: medium)),
            telegrams: telegrams,
            commands: Set(orders),
            selection: selection ?? .secondary,
            reportsErrors: reports ?? false,
            requestRestartsReadout: restarts ?? false,
            unitLoads: loads ?? 1,
            resets: resets,
            alarms: alarms,
            descriptions: descriptions
        )
    }

    private func readMaker(_ node: Node) -> UInt16? {
        guard let text = node.string("three letters") else { return nil }
        guard let code = ManufacturerCode(text) else {
            node.report("\"\(text)\" is no manufacturer's code; three capital letters such as ABB")
            return nil
        }
        return code.rawValue
    }

    /// What each subcode of an application reset does.
    private func readResets(_ node: Node) -> [UInt8: CommandRule] {
        guard let reader = node.object("what each subcode does") else { return [:] }
        var resets: [UInt8: CommandRule] = [:]
        for (key, entry) in reader.each() {
            let code = key.hasPrefix("0x") ? UInt8(key.dropFirst(2), radix: 16) : UInt8(key)
            guard let code else {
                entry.report("\"\(key)\" is no subcode; 0 to 255, or \"0x00\" to \"0xFF\"")
                continue
            }
            guard let rule = CommandReader(context.parts).actions(of: entry) else { continue }
            if resets.updateValue(rule, forKey: code) != nil {
                entry.report("the subcode \(code) stands twice")
            }
        }
        reader.finish()
        return resets
    }

    private func readAlarms(_ node: Node) -> [Int] {
        let count = context.parts.design.alarms?.count ?? 0
        let nodes = node.array("numbers of alarms, bit 0 first") ?? []
        if nodes.isEmpty || nodes.count > 8 {
            node.report("has \(nodes.count) alarms; a byte holds 1 to 8")
        }
        guard count > 0 else {
            node.report("needs the meter's \"alarms\"; it has none")
            return []
        }
        return nodes.prefix(8).compactMap { $0.integer("an alarm of the meter", in: 1...count) }
    }

    private func readTelegrams(_ descriptions: inout [RecordDescription]) -> [TelegramMap] {
        guard let node = reader.required("telegrams", "a list of telegrams"),
            let list = node.array("a list of telegrams")
        else { return [] }
        if list.isEmpty || list.count > MBusMap.telegramLimit {
            node.report("has \(list.count) telegrams; 1 to \(MBusMap.telegramLimit)")
        }
        let builder = MapBuilder(context.rules, context.parts.settings, [], nil)
        var telegrams: [TelegramMap] = []
        for (index, entry) in list.enumerated() {
            let isLast = index == list.count - 1
            if let telegram = read(entry, index + 1, isLast: isLast, builder, &descriptions) {
                telegrams.append(telegram)
            }
        }
        return telegrams
    }

    private func read(
        _ node: Node,
        _ number: Int,
        isLast: Bool,
        _ builder: MapBuilder,
        _ descriptions: inout [RecordDescription]
    ) -> TelegramMap? {
        guard let reader = node.object("a telegram") else { return nil }
        let list = reader.required("records", "a list of records")?.array("a list of records")
        let data = reader.optional("manufacturerData").flatMap { $0.bytes() }
        let more = reader.optional("announcesMore")?.bool()
        reader.finish()
        var records: [CompiledRecord] = []
        for entry in list ?? [] {
            guard let found = ModelRecordReader(entry, context)?.read(builder) else { continue }
            records.append(found.record)
            descriptions.append(found.description(telegram: number, place: records.count))
        }
        let telegram = TelegramMap(
            records: records,
            manufacturerData: data,
            announcesMore: more ?? !isLast
        )
        if telegram.length > TelegramMap.lengthLimit {
            node.report(
                "has \(telegram.length) bytes behind its header; at most \(TelegramMap.lengthLimit)"
            )
        }
        return telegram
    }
}

extension ModelRecordReader.Entry {
    fileprivate func description(telegram: Int, place: Int) -> RecordDescription {
        return RecordDescription(
            telegram: telegram,
            place: place,
            dib: HexadecimalBytes.text(record.information.bytes),
            vib: HexadecimalBytes.text(record.value.bytes),
            type: record.information.coding.name,
            name: about.name,
            shows: shows,
            unit: unit,
            scale: scale,
            obis: obis,
            evidence: about.evidence,
            source: about.source,
            note: about.note
        )
    }
}

extension DataCoding {
    /// `int32`, `bcd8`: what it is called in tables.
    fileprivate var name: String {
        switch self {
        case .special: "special"
        default: "\(self)"
        }
    }
}

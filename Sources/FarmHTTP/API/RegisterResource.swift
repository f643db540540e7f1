internal import Documents
internal import FarmCore
internal import Hummingbird
internal import MBusProtocol
internal import MeterModels
internal import ModbusProtocol

extension FarmAPI {
    /// `/v1/meters/METER/registers` and `records`: what a master would read.
    func addRegisters(to routes: inout Routes) {
        routes.get("/v1/meters/:meter/registers") { [self] request, context in
            let known = Page.parameters.union(["table", "from", "to"])
            let query = try Query(request, known)
            let page = try Page(query)
            let wanted = try RegisterQuery(query, page)
            let place = try index.meter(context.parameters.require("meter"))
            let (found, at) = try await farm.onBus(place.bus) { bus, now in
                (bus.registers(ofMeterAt: place.place, at: now, wanted), now)
            }
            // A meter without Modbus has no registers.
            let items = (found?.registers ?? []).map { $0.output(veil) }
            return page.output(items, total: found?.total ?? 0)
                .adding([("at", .instant(at))]).response
        }
        routes.get("/v1/meters/:meter/records") { [self] request, context in
            _ = try Query(request, [])
            let place = try index.meter(context.parameters.require("meter"))
            let (found, at) = try await farm.onBus(place.bus) { bus, now in
                (bus.telegrams(ofMeterAt: place.place, at: now), now)
            }
            let items = (found ?? []).map { $0.output(veil) }
            return JSONOutput.object([("at", .instant(at)), ("items", .array(items))]).response
        }
    }
}

extension RegisterQuery {
    /// The tables by the names that the API has for them.
    static let tables: [String: RegisterDescription.Place] = [
        "holding": .holding, "input": .input, "coils": .coil, "discreteInputs": .discreteInput,
    ]

    fileprivate init(_ query: Query, _ page: Page) throws {
        self.init()
        let name = try query.text("table")
        table = try name.map { name in
            guard let table = Self.tables[name] else {
                let hint = Spelling.hint(for: name, among: Self.tables.keys.sorted())
                throw Problem.parameter("table", "\"\(name)\" is no table\(hint)")
            }
            return table
        }
        let from = try query.integer("from", in: 0...0xFFFF, 0)
        let to = try query.integer("to", in: 0...0xFFFF, 0xFFFF)
        guard from <= to else { throw Problem.parameter("from", "is above \"to\"") }
        addresses = UInt16(from)...UInt16(to)
        search = page.search
        offset = page.after
        limit = min(page.limit, Self.pageLimit)
    }
}

extension RegisterDescription.Place {
    /// The name that the API has for the table.
    var tableName: String {
        switch self {
        case .holding: "holding"
        case .input: "input"
        case .coil: "coils"
        case .discreteInput: "discreteInputs"
        }
    }
}

extension RegisterView {
    /// The register with the faults that are told of.
    fileprivate func output(_ veil: LessonVeil?) -> JSONOutput {
        let about = description
        return [
            "table": .text(about.place.tableName), "address": .integer(Int64(about.address)),
            "hex": .text(
                "0x"
                    + HexadecimalBytes.text([
                        UInt8(about.address >> 8), UInt8(about.address & 0xFF),
                    ])
            ),
            "length": .integer(max(about.words, 1)), "words": words, "type": .text(about.type),
            "shows": .shown(content, about.shows, about.name),
            "value": choice.map { .text($0) } ?? value?.output ?? .null,
            "unit": about.unit.isEmpty ? .null : .text(about.unit),
            "scale": content == .quantity || content == .setting
                ? .number(Double(about.scale.numerator) / Double(about.scale.denominator)) : .null,
            "evidence": .text(about.evidence.rawValue), "source": .text(optional: about.source),
            "note": .text(optional: about.note), "writable": .bool(isWritable),
            "refusal": .text(optional: refusal),
            "faults": .array((veil?.shown(faults) ?? faults).map { .text($0) }),
        ]
    }

    private var words: JSONOutput {
        switch answer {
        case .words(let words): .array(words.map { .integer(Int64($0)) })
        case .bit(let bit): .array([.integer(bit ? 1 : 0)])
        case .refused, .silence: .null
        }
    }

    private var refusal: String? {
        switch answer {
        case .words, .bit: nil
        case .refused(let exception): exception.meaning
        case .silence: "the meter does not answer"
        }
    }
}

extension JSONOutput {
    /// What a register or record shows.
    fileprivate static func shown(
        _ content: RegisterView.Content,
        _ shows: String,
        _ title: String
    ) -> JSONOutput {
        let name: String? =
            switch content {
            case .quantity: shows
            case .setting: shows.split(separator: " ").last.map(String.init)
            default: nil
            }
        return [
            "kind": .text(content.rawValue), "name": .text(optional: name), "title": .text(title),
        ]
    }

    /// An object with further members.
    func adding(_ further: [(String, JSONOutput)]) -> JSONOutput {
        guard case .object(let members) = self else { return self }
        return .object(members + further)
    }
}

extension DecodedValue {
    var output: JSONOutput {
        switch self {
        case .number(let number): .number(number)
        case .text(let text): .text(text)
        case .notAvailable: .null
        }
    }
}

extension TelegramView {
    fileprivate func output(_ veil: LessonVeil?) -> JSONOutput {
        let address = header.address
        return [
            "telegram": .integer(number),
            "bytes": .text(HexadecimalBytes.text(bytes, separator: " ")),
            "header": [
                "identification": .text(address.identification.digits),
                "manufacturer": .text(address.manufacturerCode.text),
                "version": .integer(Int64(address.version)),
                "medium": .integer(Int64(address.medium.rawValue)),
                "mediumName": .text(address.medium.name),
                "access": .integer(Int64(header.accessNumber)),
                "status": .text(header.status.text),
            ],
            "records": .array(records.map { $0.output(veil) }), "moreFollow": .bool(announcesMore),
            "isAnswering": .bool(isAnswering),
        ]
    }
}

extension RecordView {
    fileprivate func output(_ veil: LessonVeil?) -> JSONOutput {
        let about = description
        return [
            "record": .integer(about.place),
            "bytes": .text(HexadecimalBytes.text(bytes, separator: " ")),
            "type": .text(about.type), "says": .text(selfDescription),
            "shows": .shown(content, about.shows, about.name), "value": value.output,
            "unit": about.unit.isEmpty ? .null : .text(about.unit),
            "evidence": .text(about.evidence.rawValue), "source": .text(optional: about.source),
            "note": .text(optional: about.note),
            "faults": .array((veil?.shown(faults) ?? faults).map { .text($0) }),
        ]
    }
}

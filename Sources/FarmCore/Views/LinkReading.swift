internal import MBusProtocol
internal import MeterModels

/// Puts frames of the M-Bus link layer into words (EN 13757-2 and -3).
struct LinkReading {
    private let map: MBusMap?

    /// - Parameter map: the records of the meter that answers; nil where it is not known.
    init(_ map: MBusMap?) { self.map = map }

    /// What a frame says.
    func decoding(_ bytes: [UInt8]) -> FrameDecoding {
        var decoder = LinkDecoder()
        decoder.receive(bytes)
        guard let frame = decoder.next(), decoder.errors == 0, decoder.isIdle else {
            return FrameDecoding(broken: "no frame that anybody can read", bytes)
        }
        var decoding = FrameDecoding()
        switch frame {
        case .acknowledgement:
            decoding.fields = [.init("single character", "E5")]
            decoding.sentence = "acknowledges"
        case .short(let control, let address):
            decoding.fields = Self.head(control, address)
            decoding.sentence = Self.sentence(control, address)
        case .long(let control, let address, let ci, let data):
            decoding.fields = Self.head(control, address) + [.init("CI", [ci].hexText)]
            if control.isFromMaster {
                readOrder(address, ci, data, &decoding)
            } else {
                readAnswer(address, ci, data, frame, &decoding)
            }
        }
        if let sum = bytes.dropLast().last, bytes.count > 1 {
            decoding.fields.append(.init("checksum", [sum].hexText))
        }
        return decoding
    }

    private static func head(_ control: ControlField, _ address: UInt8) -> [FrameDecoding.Field] {
        let bits =
            control.isFromMaster
            ? (control.frameCountValid ? ", FCB \(control.frameCountBit ? 1 : 0)" : "")
            : (control.accessDemand ? ", ACD" : "") + (control.dataFlowControl ? ", DFC" : "")
        let name = name(of: control.function)
        return [
            .init("C", "\([control.rawValue].hexText) \(name)\(bits)"),
            .init("A", "\(address)\(meaning(of: address))"),
        ]
    }

    private static func name(of function: LinkFunction) -> String {
        function.name ?? "function \(function.code)"
    }

    private static func meaning(of address: UInt8) -> String {
        switch address {
        case MBusSlave.selectedAddress: ", whoever is selected"
        case MBusSlave.testAddress: ", whoever is there"
        case MBusSlave.broadcastAddress: ", everybody"
        default: ""
        }
    }

    private static func sentence(_ control: ControlField, _ address: UInt8) -> String {
        let whom = "address \(address)\(meaning(of: address))"
        return switch control.function {
        case .sendNormalize: "resets the link of \(whom)"
        case .requestClass1: "asks \(whom) for its alarms"
        case .requestClass2: "asks \(whom) for its readout"
        default: "\(name(of: control.function)) to \(whom)"
        }
    }

    // MARK: The master's data

    private func readOrder(
        _ address: UInt8,
        _ ci: UInt8,
        _ data: [UInt8],
        _ decoding: inout FrameDecoding
    ) {
        let whom = "address \(address)\(Self.meaning(of: address))"
        decoding.fields.append(.init("data", data.hexText))
        if let change = BaudRateSwitch(controlInformation: ci) {
            decoding.sentence = "sets \(whom) to \(change.baudRate) bit/s"
            return
        }
        switch ci {
        case ControlInformation.applicationReset:
            let part = data.first.map { " to part \([$0].hexText)" } ?? ""
            decoding.sentence = "resets the application of \(whom)\(part)"
        case ControlInformation.selectSlave, ControlInformation.selectSlaveHighByteFirst:
            let isHigh = ci == ControlInformation.selectSlaveHighByteFirst
            let pattern = SecondaryAddressPattern(selection: data, highByteFirst: isHigh)
            decoding.sentence = "selects \(pattern?.text ?? "nobody: a pattern that is cut")"
        case ControlInformation.synchronise:
            decoding.sentence = "synchronises \(whom)"
        case ControlInformation.sendData, ControlInformation.sendDataHighByteFirst:
            let isHigh = ci == ControlInformation.sendDataHighByteFirst
            decoding.items = Self.records(data, highByteFirst: isHigh)
            let names = decoding.items.map(\.text).joined(separator: ", ")
            decoding.sentence = "sends data to \(whom)" + (names.isEmpty ? "" : ": \(names)")
        default: decoding.sentence = "sends \(whom) a frame of CI \([ci].hexText)"
        }
    }

    /// The records of a master, by what they say of themselves.
    private static func records(_ data: [UInt8], highByteFirst: Bool) -> [FrameDecoding.Item] {
        var (rest, items) = (data[...], [FrameDecoding.Item]())
        while let first = rest.first, ![0x0F, 0x1F, 0x7F].contains(first) {
            if first == 0x2F {
                rest.removeFirst()
                continue
            }
            let record = try? DataRecord(decoding: &rest, highByteFirst: highByteFirst)
            guard let record else { return items }
            items.append(item(record, "\(items.count + 1)"))
        }
        return items
    }

    // MARK: The meter's data

    private func readAnswer(
        _ address: UInt8,
        _ ci: UInt8,
        _ data: [UInt8],
        _ frame: LinkFrame,
        _ decoding: inout FrameDecoding
    ) {
        if let telegram = try? Telegram(frame) {
            return readTelegram(telegram, &decoding)
        }
        decoding.fields.append(.init("data", data.hexText))
        let who = "address \(address)"
        switch ci {
        case ControlInformation.errorReport:
            let error = data.first.flatMap { ApplicationError(rawValue: $0) }
            decoding.sentence = "\(who) reports an error: \(error.map { "\($0)" } ?? "unknown")"
        case ControlInformation.alarm: decoding.sentence = "\(who) reports alarms \(data.hexText)"
        default: decoding.sentence = "\(who) answers a frame of CI \([ci].hexText)"
        }
    }

    private func readTelegram(_ telegram: Telegram, _ decoding: inout FrameDecoding) {
        let header = telegram.header
        let maker = header.address.manufacturerCode.letters ?? "unknown maker"
        decoding.fields += [
            .init("identification", header.address.identification.digits),
            .init("manufacturer", maker), .init("version", "\(header.address.version)"),
            .init("medium", header.address.medium.name),
            .init("access number", "\(header.accessNumber)"),
            .init("status", header.status.text),
        ]
        decoding.items = items(telegram)
        let named = decoding.items.prefix(4).map(\.text)
        let more = decoding.items.count - named.count
        decoding.sentence =
            "\(header.address.identification.digits) of \(maker) answers "
            + "\(decoding.items.count) records: \(named.joined(separator: ", "))"
            + (more > 0 ? " and \(more) more" : "")
            + (telegram.moreFollows ? "; another telegram follows" : "")
    }

    /// The records with the model's names, where it describes them.
    private func items(_ telegram: Telegram) -> [FrameDecoding.Item] {
        var known: [[UInt8]: [(CompiledRecord, RecordDescription)]] = [:]
        if let map {
            for (record, about) in zip(map.records, map.descriptions) {
                known[Self.key(record.information, record.value), default: []]
                    .append((record, about))
            }
        }
        return telegram.records.enumerated().map { index, record in
            let key = Self.key(record.information, record.value)
            guard let (compiled, about) = known[key]?.first else {
                return Self.item(record, "\(index + 1)")
            }
            // Records alike are told apart by their order.
            known[key]?.removeFirst()
            return FrameDecoding.Item(
                place: "\(about.telegram).\(about.place)",
                name: compiled.title(about),
                value: compiled.decode(record, about),
                unit: about.unit
            )
        }
    }

    private static func key(_ information: DataInformation, _ value: ValueInformation) -> [UInt8] {
        information.bytes + [0] + value.bytes
    }

    private static func item(_ record: DataRecord, _ place: String) -> FrameDecoding.Item {
        FrameDecoding.Item(
            place: place,
            name: record.name,
            value: record.decoded,
            unit: record.time == nil ? record.value.plainText ?? record.value.unit.text : ""
        )
    }
}

internal import MeterModels
internal import ModbusProtocol

/// What a request has done that was carried out.
extension ModbusReading {
    /// How many registers a sentence names.
    private static let namedItems = 4
    /// What stands before the name of a setting in what a register shows.
    private static let settingMark = "setting "

    /// `wrote currentTransformerPrimary = 400 A`, `switched relay.1 on`.
    var deed: String {
        let data = adu.pdu
        switch function {
        case 5:
            let state: UInt8 = word(3) == 0 ? 0 : 1
            return switched(word(1), 1, [state])
        case 6: return wrote(word(1), 1, data.dropFirst(3))
        case 15: return switched(word(1), word(3), Array(data.dropFirst(6)))
        case 16: return wrote(word(1), word(3), data.dropFirst(6))
        case 22: return changedBits(word(1))
        case 23: return wrote(word(5), word(7), data.dropFirst(10))
        default: return "carried out function \(function), \(Self.name(of: function))"
        }
    }

    private func wrote(_ address: Int?, _ count: Int?, _ data: ArraySlice<UInt8>) -> String {
        guard let address, let count else { return Self.name(of: function) }
        let written = items(address, count, 3, words: data.words)
        guard !written.isEmpty else {
            return "wrote \(count) \(Self.noun(3, count)) from \(address.addressText)"
        }
        return "wrote \(list(written.map { plain($0.text) }))"
    }

    private func switched(_ address: Int?, _ count: Int?, _ bits: [UInt8]) -> String {
        guard let address, let count, bits.count * 8 >= count else {
            return Self.name(of: function)
        }
        let switched = items(address, count, 1, bits: bits)
        guard !switched.isEmpty else {
            return "switched \(count) \(Self.noun(1, count)) from \(address.addressText)"
        }
        let texts = switched.map { item in
            "\(plain(item.name)) \(item.value == .number(0) ? "off" : "on")"
        }
        return "switched \(list(texts))"
    }

    private func changedBits(_ address: Int?) -> String {
        guard let address else { return Self.name(of: function) }
        let names = items(address, 1, 3).map { plain($0.name) }
        return "changed bits of \(names.isEmpty ? address.addressText : list(names))"
    }

    private func plain(_ text: String) -> String {
        text.hasPrefix(Self.settingMark) ? String(text.dropFirst(Self.settingMark.count)) : text
    }

    private func list(_ texts: [String]) -> String {
        let named = texts.prefix(Self.namedItems)
        let more = texts.count - named.count
        return named.joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
    }
}

extension ModbusADU {
    /// A protocol data unit without its envelope.
    init(pdu: [UInt8]) {
        self.pdu = pdu
        unit = 0
        (head, tail) = ([], [])
        isIntact = true
    }
}

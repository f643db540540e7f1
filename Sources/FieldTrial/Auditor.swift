import FarmCore

/// Watches one connection: what was asked and what is answered, in order and byte for byte.
///
/// It stands between the wire and the session. Of each request it knows whether it reached the
/// session whole; what noise has touched may be answered or not, but never by something else than
/// what a whole request in it asks for.
struct Auditor {
    /// A request on its way through the session.
    struct Item {
        let unit: UInt8
        let pdu: [UInt8]
        /// The number that TCP gives it; nil on a serial line.
        var transaction: UInt16?
        /// Whether the session must have understood it.
        let isCertain: Bool
        /// Its entry in the journal.
        var entry: JournalEntry?
        /// Whether the stream cannot be understood from here on.
        var isBreak = false
    }

    /// What becomes of a request.
    enum Outcome {
        /// It waits for the disk.
        case waiting
        /// Nothing is sent.
        case silence
        /// This is sent, from the function code on.
        case answer([UInt8])
    }

    /// What is wrong with what was sent.
    struct Complaint {
        let rule: Violation.Rule
        let text: String
    }

    let isSerial: Bool
    /// Nanoseconds of silence after which a serial line has forgotten noise.
    let silence: Int64
    private(set) var items: [Item] = []
    private var stream = TCPStream()
    /// What came since the line was last known to be clean, while noise is in it.
    private var soil: [UInt8] = []
    private var soilScanned = 0
    private var lastByte: Int64 = .min / 2

    init(isSerial: Bool, silence: Int64) { (self.isSerial, self.silence) = (isSerial, silence) }

    /// Whether the connection must be closed now: the stream cannot be understood any more.
    private(set) var mustClose = false

    /// Bytes of a TCP connection go to the session.
    mutating func take(_ bytes: [UInt8]) {
        for frame in stream.receive(bytes) {
            items.append(
                Item(
                    unit: frame.unit,
                    pdu: frame.pdu,
                    transaction: frame.transaction,
                    isCertain: true
                )
            )
        }
        if stream.isBroken, items.last?.isBreak != true {
            items.append(Item(unit: 0, pdu: [], isCertain: true, isBreak: true))
        }
    }

    /// Bytes of a serial line go to the session.
    ///
    /// - Parameters:
    ///   - isClean: whether noise has spared the frame that they belong to.
    ///   - frame: the frame that ends with them.
    mutating func take(_ bytes: [UInt8], isClean: Bool, frame: [UInt8]?, at now: Int64) {
        if now - lastByte > silence { forgetNoise() }
        lastByte = now
        guard isClean, soil.isEmpty else {
            soil += bytes
            scan()
            return
        }
        guard let frame else { return }
        let pdu = Array(frame[1..<frame.count - 2])
        let isKnown = Frames.length(ofRequest: pdu[...]) == pdu.count
        items.append(Item(unit: frame[0], pdu: pdu, isCertain: isKnown))
        if !isKnown { soil += frame }
    }

    /// A serial line has forgotten noise: what was in it will not be answered any more.
    private mutating func forgetNoise() {
        soil = []
        soilScanned = 0
        items.removeAll { !$0.isCertain && $0.entry == nil }
    }

    /// Finds whole requests in the noise.
    private mutating func scan() {
        for start in soil.indices where start + 4 <= soil.count {
            let length = Frames.length(ofRequest: soil[(start + 1)...])
            if let length, start + length + 3 < soil.count { add(start..<start + length + 3) }
            // Silence ends a frame whatever its function: the first bytes of one may have the
            // right checksum, too.
            add(start..<soil.count)
        }
        soilScanned = soil.count
    }

    private mutating func add(_ place: Range<Int>) {
        guard place.upperBound <= soil.count, place.upperBound > soilScanned,
            Frames.isSerial(soil[place])
        else { return }
        let pdu = Array(soil[place].dropFirst().dropLast(2))
        items.append(Item(unit: soil[place.lowerBound], pdu: pdu, isCertain: false))
    }

    /// The session has handed in a request; false when nobody sent it.
    mutating func recorded(_ entry: JournalEntry, means: (UInt8) -> UInt8?) -> Bool {
        let place = items.firstIndex {
            $0.entry == nil && means($0.unit) == entry.unit && $0.pdu == entry.request
        }
        guard let place else { return false }
        items[place].entry = entry
        return true
    }

    /// The session has returned with bytes to be sent: compares them with what must be sent now.
    ///
    /// - Parameters:
    ///   - expected: what becomes of a request at this moment.
    ///   - answered: told of each answer that is right.
    mutating func compare(
        _ output: [UInt8],
        expected: (Item) -> Outcome,
        answered: (Item, [UInt8]) -> Void
    ) -> Complaint? {
        var rest = output[...]
        var place = 0
        /// What a request that noise has touched would be answered, if it were.
        var likely: Complaint?
        while place < items.count {
            let item = items[place]
            if item.isBreak {
                mustClose = true
                break
            }
            let isSure = item.isCertain || item.entry != nil
            switch expected(item) {
            case .waiting:
                if isSure { return leftover(rest, likely) }
                place += 1
            case .silence:
                if isSure { items.remove(at: place) } else { place += 1 }
            case .answer(let pdu):
                let frame = self.frame(item, pdu)
                if rest.starts(with: frame) {
                    rest = rest.dropFirst(frame.count)
                    items.remove(at: place)
                    answered(item, pdu)
                } else if isSure {
                    return complaint(item, frame, rest)
                } else {
                    if rest.starts(with: frame.prefix(1)) { likely = complaint(item, frame, rest) }
                    place += 1
                }
            }
        }
        return leftover(rest, likely)
    }

    private func frame(_ item: Item, _ pdu: [UInt8]) -> [UInt8] {
        guard let transaction = item.transaction else { return Frames.serial(item.unit, pdu) }
        return Frames.tcp(transaction, item.unit, pdu)
    }

    private func leftover(_ rest: ArraySlice<UInt8>, _ likely: Complaint?) -> Complaint? {
        guard !rest.isEmpty else { return nil }
        return likely ?? Complaint(rule: .silence, text: "nobody asked for \(Hex.text(rest))")
    }

    private func complaint(
        _ item: Item,
        _ frame: [UInt8],
        _ rest: ArraySlice<UInt8>
    ) -> Complaint {
        let request = "unit \(item.unit) was asked \(Hex.text(item.pdu[...]))"
        if rest.isEmpty {
            return Complaint(
                rule: item.entry == nil ? .readsNeverWait : .badInput,
                text: "\(request) and does not answer; \(Hex.text(frame[...])) was expected"
            )
        }
        return Complaint(
            rule: .pollInvariance,
            text: "\(request) and answers \(Hex.text(rest)) instead of \(Hex.text(frame[...]))"
        )
    }
}

/// Bytes for people.
enum Hex {
    /// Two digits a byte.
    static func text(_ bytes: ArraySlice<UInt8>) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
    }
}

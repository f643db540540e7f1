public import MBusProtocol

extension MBusMaster {
    /// Who answers a request that several may answer.
    public enum Presence: Equatable, Sendable {
        /// Nobody.
        case nobody
        /// One, or several that answered bit by bit the same.
        case one
        /// Several, or one that was disturbed.
        case several
    }

    /// Resets the link layer of a meter (SND_NKE) and tells who acknowledges.
    ///
    /// - Parameter address: 0 to 250, 253 for the selected meter, 254 for any.
    public func normalize(_ address: UInt8) throws(MBusMasterError) -> Presence {
        try presence(.short(.sndNKE, address: address))
    }

    /// Selects the meters of a secondary address (CI 52) and tells who acknowledges.
    public func select(_ pattern: SecondaryAddressPattern) throws(MBusMasterError) -> Presence {
        // FCV is 0: a selection is never the repetition of another.
        try presence(
            .long(
                .sndUD(frameCountBit: false),
                address: Self.selected,
                ci: ControlInformation.selectSlave,
                data: pattern.bytes
            )
        )
    }

    /// The address of the meter that was selected.
    public static let selected: UInt8 = 253

    private func presence(_ frame: LinkFrame) throws(MBusMasterError) -> Presence {
        switch try ask(frame) {
        case .silence: .nobody
        case .frame(.acknowledgement): .one
        case .frame, .noise: .several
        }
    }

    /// Reads all telegrams of the meter at an address, from the first.
    ///
    /// - Parameter address: 0 to 250, ``selected``, or 254 for the only meter of a line.
    /// - Throws: ``MBusMasterError/noAnswer``, ``MBusMasterError/unreadable`` and what a meter
    ///   may answer instead.
    public func readout(at address: UInt8) throws(MBusMasterError) -> [Telegram] {
        // A selected meter was reset by the selection; NKE to 253 would undo it.
        if address != Self.selected { try reset(address) }
        var telegrams: [Telegram] = []
        var bit = true
        while telegrams.count < Self.telegramLimit {
            let request = LinkFrame.short(.reqUD2(frameCountBit: bit), address: address)
            let telegram = try Self.telegram(in: try askUntilAnswered(request))
            // Some meters begin anew with each request, whatever its frame count bit.
            if let first = telegrams.first, first.hasSameRecords(as: telegram) { break }
            telegrams.append(telegram)
            guard telegram.moreFollows else { break }
            bit.toggle()
        }
        return telegrams
    }

    private func reset(_ address: UInt8) throws(MBusMasterError) {
        switch try askUntilAnswered(.short(.sndNKE, address: address)) {
        case .acknowledgement: return
        default: throw .unexpected
        }
    }

    /// The telegram in an answer to REQ_UD2.
    private static func telegram(in frame: LinkFrame) throws(MBusMasterError) -> Telegram {
        guard case .long(_, _, let ci, let data) = frame else {
            throw .noReadout("an acknowledgement came: the meter has no data")
        }
        if ci == ControlInformation.errorReport { throw .application(code: data.first ?? 0) }
        do {
            return try Telegram(frame)
        } catch {
            throw .noReadout(error.text)
        }
    }
}

extension Telegram {
    /// Whether it has the very records of another, with whatever values.
    fileprivate func hasSameRecords(as other: Telegram) -> Bool {
        records.count == other.records.count
            && zip(records, other.records).allSatisfy {
                $0.information.bytes == $1.information.bytes && $0.value.bytes == $1.value.bytes
            }
    }
}

extension TelegramError {
    /// What is wrong, as a part of a sentence.
    fileprivate var text: String {
        switch self {
        case .prematureEnd: "it ends within a record"
        case .tooManyDIFEs: "more than ten DIFEs stand behind a DIF"
        case .tooManyVIFEs: "more than ten VIFEs stand behind a VIF"
        case .reservedCode(let code):
            "code \(String(code, radix: 16, uppercase: true)) has no length that is known"
        case .wrongControlInformation(let ci):
            "CI \(String(ci, radix: 16, uppercase: true)) announces something else"
        case .noData: "it has no data"
        }
    }
}

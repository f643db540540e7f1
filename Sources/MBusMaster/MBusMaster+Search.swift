public import MBusProtocol

/// A meter that a search has found.
public struct FoundMeter: Hashable, Sendable {
    /// The primary address at which it says it is.
    public let primary: UInt8
    /// Its secondary address.
    public let secondary: SecondaryAddress
}

extension MBusMaster {
    /// Looks for every meter by its secondary address ("The M-Bus: A Documentation", 7.3).
    ///
    /// It selects with wildcards, and where several answer it goes on with one more digit of the
    /// identification number, from the highest. A clean acknowledgement may come from several as
    /// well: then their telegrams meet, and it goes on too.
    ///
    /// - Parameters:
    ///   - pattern: where to look; digits that it gives are kept.
    ///   - report: called with each meter as it is found.
    /// - Returns: patterns without another digit to give behind which several answer still: meters
    ///   with the same identification number.
    public func search(
        _ pattern: SecondaryAddressPattern = .any,
        report: (FoundMeter) -> Void
    ) throws(MBusMasterError) -> [SecondaryAddressPattern] {
        var unresolved: [SecondaryAddressPattern] = []
        try search(pattern, &unresolved, report)
        return unresolved
    }

    /// - Returns: whether anybody was there.
    @discardableResult
    private func search(
        _ pattern: SecondaryAddressPattern,
        _ unresolved: inout [SecondaryAddressPattern],
        _ report: (FoundMeter) -> Void
    ) throws(MBusMasterError) -> Bool {
        switch try select(pattern) {
        case .nobody: return false
        case .one:
            if let found = try identify() {
                report(found)
                return true
            }
        case .several: break
        }
        guard let digit = pattern.firstWildcard else {
            unresolved.append(pattern)
            return true
        }
        var isAnybodyThere = false
        for value in 0...9 as ClosedRange<UInt32> {
            let next = pattern.with(value, at: digit)
            isAnybodyThere = try search(next, &unresolved, report) || isAnybodyThere
        }
        // Digits above 9 are not of the standard, but there are meters that have them.
        if !isAnybodyThere {
            for value in 10...14 as ClosedRange<UInt32> {
                let next = pattern.with(value, at: digit)
                isAnybodyThere = try search(next, &unresolved, report) || isAnybodyThere
            }
        }
        return true
    }

    /// Who is selected; nil when several are.
    private func identify() throws(MBusMasterError) -> FoundMeter? {
        let request = LinkFrame.short(.reqUD2(frameCountBit: true), address: Self.selected)
        guard case .frame(.long(_, let address, let ci, let data)) = try ask(request) else {
            return nil
        }
        let isHighFirst = ci == ControlInformation.variableDataHighByteFirst
        guard ci == ControlInformation.variableData || isHighFirst,
            let secondary = SecondaryAddress(bytes: data.prefix(8), highByteFirst: isHighFirst)
        else { return nil }
        return FoundMeter(primary: address, secondary: secondary)
    }

    /// Looks for meters at primary addresses.
    ///
    /// - Parameters:
    ///   - addresses: within 0 to 250.
    ///   - report: called with each address at which somebody answers.
    public func scan(
        _ addresses: ClosedRange<UInt8> = 0...250,
        report: (UInt8, Presence) -> Void
    ) throws(MBusMasterError) {
        for address in addresses {
            let presence = try normalize(address)
            if presence != .nobody { report(address, presence) }
        }
    }
}

extension SecondaryAddressPattern {
    /// The place of the highest digit of the identification number that is a wildcard, in bits.
    fileprivate var firstWildcard: UInt32? {
        stride(from: 28, through: 0, by: -4).map { UInt32($0) }
            .first { address.identification.packed >> $0 & 0xF == 0xF }
    }

    /// The pattern with a digit at a place.
    fileprivate func with(_ digit: UInt32, at place: UInt32) -> SecondaryAddressPattern {
        var pattern = self
        let packed = address.identification.packed & ~(0xF << place) | digit << place
        pattern.address.identification = IdentificationNumber(packed: packed)
        return pattern
    }
}

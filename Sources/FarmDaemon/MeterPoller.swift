public import MeterModels
internal import Metrology
public import ModbusMaster
internal import ModbusProtocol

/// Reads a meter, simulated or real, through its model.
public final class MeterPoller {
    /// One value as it was read.
    public struct Reading: Equatable, Sendable {
        /// The quantity's name.
        public let quantity: String
        /// The value in ``unit``.
        public let value: DecodedValue
        /// The unit of the register.
        public let unit: String
        /// The decimals that the register's step has.
        public let decimals: Int
        /// How sure the model is of the register or record; nil for what speaks for itself.
        public let evidence: Evidence?

        /// A reading.
        public init(
            quantity: String,
            value: DecodedValue,
            unit: String = "",
            decimals: Int = 0,
            evidence: Evidence? = nil
        ) {
            self.quantity = quantity
            self.value = value
            self.unit = unit
            self.decimals = decimals
            self.evidence = evidence
        }
    }

    private let map: ModbusMap
    private let places: [RegisterPlace]

    /// A poller.
    ///
    /// - Parameters:
    ///   - quantities: names; a name may end in `*`; empty reads all the model has.
    /// - Throws: ``PollerError`` for a quantity that the model does not have.
    public init(_ model: MeterModel, quantities: [String]) throws(PollerError) {
        guard let map = model.modbus else { throw .hasNoModbus(model.name) }
        self.map = map
        places = try Self.places(map, quantities)
    }

    /// Reads all quantities once, in as few requests as the map allows.
    ///
    /// - Throws: what the master throws.
    public func read(from master: ModbusMaster) throws(MasterError) -> [Reading] {
        let signs = places.compactMap(sign(of:))
        let factors = Set(places.compactMap(map.scaleFactor(of:)))
        let isByRatio = places.contains { $0.register.flags.contains(.scaledByRatio) }
        let ratioPlaces = isByRatio ? map.ratioRegisters : []
        var words: [RegisterPlace: [UInt16]] = [:]
        for span in map.readPlan(for: places + signs + factors + ratioPlaces) {
            let read =
                switch span.table {
                case .holding: try master.readHoldingRegisters(at: span.start, count: span.count)
                case .input: try master.readInputRegisters(at: span.start, count: span.count)
                }
            for register in span.registers {
                let start = Int(register.address) - Int(span.start)
                let own = read.dropFirst(start).prefix(Int(register.words))
                words[RegisterPlace(table: span.table, register: register)] = Array(own)
            }
        }
        let ratios = map.ratios { words[$0] }
        return places.compactMap { place in
            let isNegative = sign(of: place).flatMap { words[$0] }.map { $0.contains { $0 != 0 } }
            return words[place].flatMap {
                reading(
                    place.register,
                    $0,
                    isNegative: isNegative ?? false,
                    factor: map.scaleFactor(of: place).flatMap { words[$0]?.first },
                    ratios
                )
            }
        }
    }

    /// The register with the sign of one that shows a magnitude alone.
    private func sign(of place: RegisterPlace) -> RegisterPlace? {
        guard place.register.flags.contains(.magnitude),
            case .quantity(let quantity) = place.register.source
        else { return nil }
        return map.signRegister(for: quantity)
    }

    private func reading(
        _ register: CompiledRegister,
        _ words: [UInt16],
        isNegative: Bool,
        factor: UInt16?,
        _ ratios: ConfiguredRatios
    ) -> Reading? {
        let decoded = map.decode(words, as: register, scaleFactor: factor, ratios: ratios)
        guard var value = decoded else { return nil }
        if isNegative, case .number(let number) = value { value = .number(-number) }
        let about = map.description(of: register)
        let scale = map.ratioScale(of: register)?.band(ratios)?.decimal ?? about.scale
        return Reading(
            quantity: about.shows,
            value: value,
            unit: about.unit,
            decimals: register.format.type?.isFloat == true ? 3 : scale.decimals,
            evidence: about.evidence
        )
    }

    private static func places(
        _ map: ModbusMap,
        _ quantities: [String]
    ) throws(PollerError) -> [RegisterPlace] {
        let all = map.principalRegisters
        guard !quantities.isEmpty else { return all }
        var chosen: [RegisterPlace] = []
        for name in quantities {
            let matches = all.filter {
                name.isWildcard(for: map.description(of: $0.register).shows)
            }
            if matches.isEmpty {
                throw .unknownQuantity(name, all.map { map.description(of: $0.register).shows })
            }
            chosen += matches.filter { !chosen.contains($0) }
        }
        return chosen
    }
}

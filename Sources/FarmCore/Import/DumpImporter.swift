internal import MeterModels
internal import Metrology
internal import ModbusProtocol
internal import SimulatedTime

/// An import at work: the meter, what the dump says, and why some of it could not be set.
///
/// Each stage sets what it is for. What became of a register is decided at the end by reading it
/// back: it was set when the meter shows the dump's words.
struct DumpImporter {
    /// The meter.
    var machine: MeterMachine
    let map: ModbusMap
    /// The instant of the farm at which the meter takes the dump over.
    let instant: Instant
    /// When the dump was read, by the farm's clock; nil where nobody knows.
    let readAt: Instant?
    /// The registers with all their words.
    let readings: [DumpReading]
    /// Why a reading is not taken over, or does not come out as the dump has it.
    var reasons: [Int: String] = [:]
    /// Readings that a stage has taken over.
    var attempted: Set<Int> = []
    /// What concerns more than one register.
    var notes: [String] = []

    init(
        _ machine: MeterMachine,
        _ map: ModbusMap,
        _ readings: [DumpReading],
        at instant: Instant,
        readAt: Instant?
    ) {
        self.machine = machine
        self.map = map
        self.readings = readings
        self.instant = instant
        self.readAt = readAt
    }

    /// Brings the meter to the state of the dump.
    ///
    /// Settings first, since energies are counted and scaled by them and a change may reset
    /// what was counted; extremes last, since every change looks at the values again.
    mutating func run() {
        takeSettings()
        takeClock()
        takeTariff()
        takePartialStates()
        takeEnergies()
        takePeriods()
        takeCounters()
        takeDemands()
        takeExtremes()
        explainTheRest()
    }

    /// The readings of quantities that a choice picks, as places in ``readings``, by what it
    /// makes of them, in the order of the registers.
    ///
    /// What the dump says is not available is left out, and registers of a sign alone.
    mutating func quantities<Key: Hashable>(
        _ choice: (Quantity) -> Key?
    ) -> [(key: Key, indexes: [Int])] {
        var found: [(key: Key, indexes: [Int])] = []
        var places: [Key: Int] = [:]
        for (index, reading) in readings.enumerated() {
            guard case .quantity(let quantity) = reading.register.source,
                let key = choice(quantity)
            else { continue }
            attempted.insert(index)
            if reading.register.flags.contains(.sign) { continue }
            if reading.isNotAvailable(map) {
                reasons[index] = "not available: the meter had no such value"
                continue
            }
            let place = places[key] ?? found.count
            if place == found.count { found.append((key, [])) }
            places[key] = place
            found[place].indexes.append(index)
        }
        return found
    }

    /// What several registers of one quantity say of it; nil when none says anything.
    ///
    /// The one with the most room and, of these, the finest decides. A register that contradicts
    /// is left out, with the reason.
    ///
    /// - Parameters:
    ///   - step: the step to which the meter cuts the quantity.
    ///   - limit: where the quantity begins again at zero; nil where it never does.
    ///   - isSigned: whether the quantity may be below zero.
    mutating func value(
        _ indexes: [Int],
        step: Int64 = 1,
        limit: Int64? = nil,
        isSigned: Bool = false
    ) -> ValueRange? {
        var ranges: [(index: Int, range: ValueRange)] = []
        for index in indexes {
            let reading = readings[index]
            if let fault = reading.fault {
                reasons[index] = fault
            } else if var range = ValueRange(reading, step: step, limit: limit),
                isSigned || range.high >= 0
            {
                if !isSigned { range.low = max(range.low, 0) }
                ranges.append((index, range))
            } else {
                reasons[index] = "outside the range of the model"
            }
        }
        ranges.sort { $0.range.decides(before: $1.range) }
        guard let first = ranges.first else { return nil }
        var value = first.range
        for (index, range) in ranges.dropFirst() {
            if let common = value.common(with: range) {
                value = common
            } else {
                reasons[index] = contradiction(of: index, to: first.index)
            }
        }
        return value
    }

    private func contradiction(of index: Int, to other: Int) -> String {
        let reading = readings[other]
        return "\(reading.place.table.name) \(Hexadecimal.text(reading.register.address)) says "
            + "\(reading.text(map)), which is taken: it is finer or has more room"
    }
}

extension DumpReading {
    /// Whether the device says that it has no such value.
    func isNotAvailable(_ map: ModbusMap) -> Bool {
        rounded == nil
            && map.decode(words, as: register, scaleFactor: scaleFactor) == .notAvailable
    }

    /// Why its words cannot be trusted; nil when they can.
    var fault: String? {
        guard let rounded else { return nil }
        guard register.format.type == .f32 else {
            return "mbpoll printed it as a 32-bit float, which it is not; read it with -t "
                + "\(place.table == .holding ? 4 : 3):hex"
        }
        let isLittle = register.order == .little
        guard rounded.isLittle == isLittle, register.order == .little || register.order == .big
        else {
            return "mbpoll put its two words together the wrong way round; read it "
                + "\(isLittle ? "without" : "with") -B, or with :hex"
        }
        return nil
    }
}

extension ValueRange {
    /// Whether this register's word counts more than another's.
    fileprivate func decides(before other: ValueRange) -> Bool {
        let (room, otherRoom) = (period ?? .max, other.period ?? .max)
        return room != otherRoom ? room > otherRoom : width < other.width
    }
}

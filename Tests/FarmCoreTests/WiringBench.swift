import FarmCore
import MeterModels
import Metrology
import ModbusProtocol
import SimulatedTime
import Testing

/// A bus with a meter for each case, as a farm file makes it, and a master that reads registers.
struct WiringBench {
    /// How the master talks to the bus.
    enum Line: CaseIterable {
        case rtu, mbap
    }

    let model: MeterModel
    let map: ModbusMap
    let bus: Bus
    let line: Line

    /// Meters of a model at the addresses from 1 on.
    ///
    /// - Parameter meters: of each the load, and the rest of its entry in the farm file.
    init(_ model: String, _ meters: [(load: String, more: String)], _ line: Line) throws {
        let entries = meters.enumerated().map { index, meter in
            """
            { "name": "m\(index + 1)", "model": "\(model)", "bus": "b", "address": \(index + 1),
              "load": \(meter.load), \(meter.more) }
            """
        }
        let plan = try TestMeter.plan(
            """
            { "clock": { "timeZone": "Europe/Berlin" }, "buses": [ { "name": "b" } ],
              "meters": [ \(entries.joined(separator: ",\n")) ] }
            """
        )
        self.model = try #require(plan.meters.first).model
        self.line = line
        map = try #require(self.model.modbus)
        bus = Bus(
            try #require(plan.buses.first),
            meters: plan.meters,
            time: FarmTime(FarmClock(start: TestMeter.start, hostTime: 0)),
            start: TestMeter.start
        )
    }

    /// The cases on meters of a model, whose ratio is programmed where the model has one.
    init(_ model: String, cases: [WiringCase], _ line: Line) throws {
        let settings = try ModelLibrary(TestMeter.library).model(model).settings
        let hasRatio = settings.contains { $0.name == "currentTransformerSecondary" }
        try self.init(
            model,
            cases.map { made in
                let (primary, secondary) = hasRatio ? (100, 5) : (1, made.ratio)
                let programmed = """
                    , "settings": { "currentTransformerPrimary": \(made.programmed.primary),
                                    "currentTransformerSecondary": \(made.programmed.secondary) }
                    """
                return (
                    made.load,
                    """
                    "installation": {
                        "currentTransformer": { "primary": \(primary), "secondary": \(secondary) },
                        "wiring": \(made.wiring) } \(hasRatio ? programmed : "")
                    """
                )
            },
            line
        )
    }

    /// The answer to a request after so many seconds: the PDU, or nothing.
    func ask(_ unit: Int, _ pdu: [UInt8], after seconds: Double) -> [UInt8] {
        var (frame, actions) = ([UInt8](), LineActions())
        let host = Int64(seconds * 1e9)
        switch line {
        case .rtu:
            RTUEncoder.append(unit: UInt8(unit), pdu: pdu[...], into: &frame)
            RTUSession(bus: bus, silence: 4_000_000).receive(frame.span, at: host, into: &actions)
            guard actions.output.count > 3 else { return [] }
            #expect(CRC16.isValid(actions.output[...]))
            return Array(actions.output.dropFirst().dropLast(2))
        case .mbap:
            MBAPEncoder.append(transaction: 7, unit: UInt8(unit), pdu: pdu[...], into: &frame)
            MBAPSession(bus: bus).receive(frame.span, at: host, into: &actions)
            return Array(actions.output.dropFirst(7))
        }
    }

    /// The words at a place; empty when there is no answer or an exception.
    func words(_ unit: Int, _ place: RegisterPlace, after seconds: Double) -> [UInt16] {
        let (address, count) = (place.register.address, place.register.words)
        let answer = ask(
            unit,
            [
                place.table == .holding ? 3 : 4, UInt8(address >> 8), UInt8(address & 0xFF), 0,
                count,
            ],
            after: seconds
        )
        return stride(from: 2, to: answer.count - 1, by: 2).map {
            UInt16(answer[$0]) << 8 | UInt16(answer[$0 + 1])
        }
    }

    /// Reads every register that shows one of the quantities, and compares to its last digit.
    ///
    /// - Parameters:
    ///   - truth: by quantity, SI units.
    ///   - grain: what the engine itself does not resolve, SI units.
    ///   - digits: how far the truth is known, as a share of it.
    /// - Returns: the quantities that some register showed.
    @discardableResult
    func expect(
        _ truth: [String: Double],
        of unit: Int,
        after seconds: Double,
        grain: Double = 0,
        digits: Double = 2e-6,
        _ about: String
    ) throws -> Set<String> {
        var seen: Set<String> = []
        for place in map.readablePlaces {
            guard case .quantity = place.register.source else { continue }
            let described = map.description(of: place.register)
            guard let wanted = truth[described.shows] else { continue }
            seen.insert(described.shows)
            let words = words(unit, place, after: seconds)
            let factor = map.scaleFactor(of: place).flatMap {
                self.words(unit, $0, after: seconds).first
            }
            let value = map.decode(words, as: place.register, scaleFactor: factor)
            guard case .number(let number)? = value else {
                Issue.record("\(described.shows) of case \(about) reads \(words)")
                continue
            }
            check(number, wanted, place.register, described, (grain, digits), about)
        }
        return seen
    }

    private func check(
        _ value: Double,
        _ wanted: Double,
        _ register: CompiledRegister,
        _ described: RegisterDescription,
        _ known: (grain: Double, digits: Double),
        _ about: String
    ) {
        let unit = Self.prefix(of: described.unit)
        var wanted = wanted * unit
        if described.unit == "%" { wanted *= 100 }
        if register.flags.contains(.magnitude) { wanted = abs(wanted) }
        if register.flags.contains(.sign) { wanted = wanted < 0 ? 1 : 0 }
        // A register cuts what does not reach its step; one of single precision rounds.
        let isFloat = register.format.type?.isFloat == true
        // What it shows of an energy has the model's own step all the same.
        let energy =
            described.shows.hasPrefix("energy") ? Double(model.design.energyStep) / 3.6e6 : 0
        let step = isFloat ? energy * unit : described.scale.value(of: 1)
        // The vectors have six decimals, power factors four here, and powers whole milliunits.
        let factors = described.shows.hasPrefix("powerFactor") ? 1e-4 : 0
        let fine =
            abs(wanted) * known.digits + 2e-6 + known.grain * unit
            + factors * (described.unit == "%" ? 100 : 1)
        let error = abs(wanted) - abs(value)
        let place = "\(described.address) \(described.shows): \(value), not \(wanted), of \(about)"
        #expect(error > -fine && error < step + fine, "\(place)")
        #expect(value * wanted >= 0 || abs(wanted) < step + fine, "sign of \(place)")
    }

    private static func prefix(of unit: String) -> Double {
        switch unit.first {
        case "k": 1e-3
        case "M": 1e-6
        default: 1
        }
    }
}

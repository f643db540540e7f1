import Documents
import MeterModels
import ModbusProtocol
import SimulatedTime
import TestSupport
import Testing

@testable import FarmCore

/// A bus with faults and no meters: what an engine needs of them is their model.
final class FaultBench {
    static let start = TestMeter.start
    static let models = ModelLibrary(TestMeter.library)

    let engine: FaultEngine
    var reports: [FaultReport] = []
    private var frame: Int64 = 0

    init(_ plans: FaultPlan..., seed: UInt64 = 1, bus: String = "rs485-1") {
        engine = FaultEngine(bus: bus, seed: Seed(seed), start: Self.start)
        for plan in plans { engine.arm(plan, at: Self.start) }
        engine.report = { [unowned self] in reports.append($0) }
    }

    /// A request to a meter, as the bus hands it to its engine.
    func exchange(
        _ pdu: [UInt8],
        meter: String? = "m",
        model: MeterModel? = nil,
        unit: UInt8 = 5,
        client: String = "127.0.0.1"
    ) -> FaultExchange {
        frame += 1
        return FaultExchange(
            meter: meter,
            model: model,
            unit: unit,
            pdu: pdu[...],
            client: client,
            frame: frame
        )
    }

    /// The strikes on a request some seconds after the start.
    func strikes(
        _ pdu: [UInt8],
        meter: String? = "m",
        model: MeterModel? = nil,
        unit: UInt8 = 5,
        client: String = "127.0.0.1",
        after seconds: Int64 = 0
    ) -> [FaultStrike] {
        engine.strikes(
            [.meter, .frame, .tcp, .length],
            exchange(pdu, meter: meter, model: model, unit: unit, client: client),
            at: Self.start + .seconds(seconds)
        )
    }

    /// Whether a read of a holding register is struck.
    func isStruck(after seconds: Int64 = 0) -> Bool {
        !strikes([3, 0, 1, 0, 1], after: seconds).isEmpty
    }

    /// What a master reads in place of words that the meter answers to function 3.
    func read(
        _ words: [UInt16],
        at address: UInt16,
        of model: MeterModel,
        meter: String = "m",
        function: UInt8 = 3
    ) -> [UInt16] {
        let count = UInt16(words.count)
        let request = [function] + Self.bytes([address, count])
        let exchange = exchange(request, meter: meter, model: model)
        let strikes = engine.strikes([.meter], exchange, at: Self.start)
        var response = [function, UInt8(2 * words.count)] + Self.bytes(words)
        engine.changeValues(of: &response, by: strikes, exchange)
        #expect(response.count == 2 + 2 * words.count && response[0] == function)
        return stride(from: 2, to: response.count, by: 2)
            .map { UInt16(response[$0]) << 8 | UInt16(response[$0 + 1]) }
    }

    static func bytes(_ words: [UInt16]) -> [UInt8] {
        words.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    }
}

extension FaultPlan {
    /// A fault from JSON as users write it.
    static func json(_ text: String) throws -> FaultPlan {
        let log = FaultLog(file: "fault.json")
        let value = try JSONValue.parse(Array(text.utf8), file: "fault.json")
        let plan = FaultReader.read(Node(value, log: log))
        try log.throwIfAny()
        return try #require(plan)
    }

    /// A fault that is always there, by its effect as users write it.
    static func effect(_ effect: String, name: String = "f", more: String = "") throws -> FaultPlan
    {
        try json(#"{ "name": "\#(name)", "effect": \#(effect)\#(more) }"#)
    }
}

/// Checksums as the standard describes them, bit by bit and apart from the program's.
enum Reference {
    /// An RTU frame: the low byte of the checksum first.
    static func rtu(_ unit: UInt8, _ pdu: [UInt8]) -> [UInt8] {
        ReferenceChecksum.withCRC([unit] + pdu)
    }

    /// The longitudinal redundancy check: what makes the sum of all bytes 0 modulo 256.
    static func lrc(_ bytes: [UInt8]) -> UInt8 {
        UInt8((256 - bytes.reduce(0) { ($0 + Int($1)) % 256 }) % 256)
    }

    /// An ASCII frame.
    static func ascii(_ unit: UInt8, _ pdu: [UInt8]) -> String {
        ":" + hex([unit] + pdu + [lrc([unit] + pdu)]) + "\r\n"
    }

    static func hex(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789ABCDEF")
        return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }

    /// A Modbus TCP frame: identifier, 0, what follows, unit.
    static func mbap(_ transaction: UInt16, _ unit: UInt8, _ pdu: [UInt8]) -> [UInt8] {
        let length = UInt16(pdu.count + 1)
        return FaultBench.bytes([transaction, 0, length]) + [unit] + pdu
    }
}

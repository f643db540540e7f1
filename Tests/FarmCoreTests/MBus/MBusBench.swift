import Documents
import FarmCore
import LoadProfiles
import MBusProtocol
import Testing

/// An M-Bus with a master on its level converter.
final class MBusBench {
    let bench: BusBench
    let master: SessionLine

    /// M1PRO 40 meters with the addresses and serial numbers that are given.
    convenience init(
        _ meters: [(address: Int, serialNumber: String)],
        line: String = "{}",
        faults: String = "[]"
    ) throws {
        let texts = meters.enumerated().map { index, meter in
            Self.meter("m\(index + 1)", meter.address, meter.serialNumber)
        }
        let plan = try TestMeter.plan(
            """
            { "clock": { "timeZone": "Europe/Berlin" },
              "buses": [ { "name": "b", "line": \(line),
                           "ports": [ { "protocol": "m-bus", "listen": "127.0.0.1:0" } ] } ],
              "meters": [ \(texts.joined(separator: ", ")) ], "faults": \(faults) }
            """
        )
        let bus = Bus(
            try #require(plan.buses.first),
            meters: plan.meters,
            time: BusBench.time,
            start: TestMeter.start
        )
        self.init(bus)
    }

    /// A meter at address 7 of a model that extends another, with other keys of `mbus`.
    convenience init(
        _ base: String = "m1pro-40",
        mBus: String,
        more: String = "",
        scenario: String = ""
    ) throws {
        let model = """
            { "extends": "\(base)", "name": "Own", "mbus": { \(mBus) } \(more) }
            """
        let library = TestMeter.library
        let own = ProfileLibrary(
            roots: library.roots,
            read: { path in
                path.hasSuffix("/meters/own.json") ? Array(model.utf8) : library.read(path)
            },
            list: { library.list($0) }
        )
        let farm = """
            { "buses": [ { "name": "b", "ports": [ { "protocol": "m-bus",
                                                     "listen": "127.0.0.1:0" } ] } ],
              "meters": [ { "name": "m1", "model": "own", "bus": "b", "address": 7,
                            "serialNumber": "12345678", "load": "constant-test-load" } ]
              \(scenario) }
            """
        let document = try JSONValue.parse(Array(farm.utf8), file: "test.json")
        let report = FarmReader(file: "test.json", library: own).read(document)
        let plan = try #require(report.plan, "\(report.faults)")
        let bus = Bus(
            try #require(plan.buses.first),
            meters: plan.meters,
            time: BusBench.time,
            start: TestMeter.start
        )
        self.init(bus)
    }

    /// The converter of a bus.
    init(_ bus: Bus) {
        bench = BusBench(bus)
        master = Self.client(of: bus, bench.stage, set: nil)
    }

    static func meter(_ name: String, _ address: Int, _ serialNumber: String) -> String {
        """
        { "name": "\(name)", "model": "m1pro-40", "bus": "b", "address": \(address),
          "serialNumber": "\(serialNumber)", "load": "constant-test-load" }
        """
    }

    /// Another master, or one whose end of the line is known.
    static func client(
        of bus: Bus,
        _ stage: HostStage,
        set clientLine: ClientLine?
    ) -> SessionLine {
        let session = SerialSession(
            wire: bus.wireUp(),
            framing: .mBus,
            origin: bus.origin(of: "10.0.0.9", isConnection: true),
            pacesItself: false
        )
        session.attachClientLine { clientLine }
        return SessionLine(session, stage)
    }

    /// What the master gets for a frame.
    func ask(_ frame: LinkFrame, for span: Int64 = HostStage.second) -> [UInt8] {
        bench.ask(master, frame.encoded, for: span)
    }

    /// The telegram that the master gets; nil for anything that is none.
    func read(_ address: UInt8, frameCountBit: Bool = true) -> Telegram? {
        let bytes = ask(.short(.reqUD2(frameCountBit: frameCountBit), address: address))
        var decoder = LinkDecoder()
        decoder.receive(bytes)
        return decoder.next().flatMap { try? Telegram($0) }
    }

    /// SND_NKE.
    func normalize(_ address: UInt8) -> [UInt8] { ask(.short(.sndNKE, address: address)) }

    /// SND_UD.
    func send(_ address: UInt8, ci: UInt8, _ data: [UInt8], bit: Bool = true) -> [UInt8] {
        ask(.long(.sndUD(frameCountBit: bit), address: address, ci: ci, data: data))
    }

    /// Selects by identification digits, F for any, and any maker.
    func select(_ digits: String) -> [UInt8] {
        let pattern = SecondaryAddressPattern(digits + "FFFFFFFF")
        return send(MBusSlave.selectedAddress, ci: 0x52, pattern?.bytes ?? [])
    }
}

import MBusProtocol
import MeterModels
import Metrology
import ModbusProtocol
import SimulatedTime
import TestSupport
import Testing

@testable import FarmCore

@Suite("Registers as a master would read them")
struct RegisterViewTests {
    /// A bus with one meter of a model at address 1, loaded or not; nil where it needs more.
    private func makeBus(_ model: String) -> Bus? {
        let mBus = #", "ports": [ { "protocol": "m-bus", "listen": "127.0.0.1:0" } ]"#
        let load = #", "load": "constant-test-load""#
        for (ports, load) in [("", load), ("", ""), (mBus, load), (mBus, "")] {
            let farm = """
                { "clock": { "timeZone": "Europe/Berlin" },
                  "buses": [ { "name": "b" \(ports) } ],
                  "meters": [ { "name": "m", "model": "\(model)", "bus": "b", "address": 1,
                                "serialNumber": "12345678" \(load) } ] }
                """
            guard let plan = try? TestMeter.plan(farm), let first = plan.buses.first else {
                continue
            }
            return Bus(
                first,
                meters: plan.meters,
                time: FarmTime(FarmClock(start: TestMeter.start, hostTime: 0)),
                start: TestMeter.start
            )
        }
        return nil
    }

    /// All pages of a meter's registers.
    private func views(_ bus: Bus) -> [RegisterView] {
        var (query, views) = (RegisterQuery(), [RegisterView]())
        query.includesCopies = true
        while let page = bus.registers(ofMeterAt: 0, at: TestMeter.start, query) {
            views += page.registers
            query.offset += RegisterQuery.pageLimit
            guard query.offset < page.total else { break }
        }
        return views
    }

    /// What a master gets that reads a register by itself.
    private func answer(_ bus: Bus, _ about: RegisterDescription) -> RegisterView.Answer {
        let (address, count) = (about.address, UInt8(max(about.words, 1)))
        let pdu: [UInt8] = [
            UInt8(about.place.function), UInt8(address >> 8), UInt8(address & 0xFF), 0, count,
        ]
        var (frame, actions) = ([UInt8](), LineActions())
        RTUEncoder.append(unit: 1, pdu: pdu, into: &frame)
        RTUSession(bus: bus, silence: 4_000_000).receive(frame.span, at: 0, into: &actions)
        let response = Array(actions.output.dropFirst().dropLast(2))
        guard response.count > 1 else { return .silence }
        if response[0] & 0x80 != 0 {
            return ModbusException(rawValue: response[1]).map { .refused($0) } ?? .silence
        }
        if about.place == .coil || about.place == .discreteInput {
            return .bit(response[2] & 1 == 1)
        }
        return .words(
            stride(from: 2, to: response.count - 1, by: 2).map {
                UInt16(response[$0]) << 8 | UInt16(response[$0 + 1])
            }
        )
    }

    @Test("Every register of every shipped model is what its slave answers")
    func equalsTheSlave() throws {
        var (models, registers) = (0, 0)
        for name in ModelLibrary(TestMeter.library).names() {
            guard let bus = makeBus(name), bus.units[0].device.machine.model.modbus != nil else {
                continue
            }
            models += 1
            for view in views(bus) {
                registers += 1
                let truth = answer(bus, view.description)
                #expect(view.answer == truth, "\(name) \(view.description.address)")
            }
        }
        #expect(models > 60, "\(models) models")
        #expect(registers > 3000, "\(registers) registers")
    }

    @Test("What registers of quantities say is the quantity, cut to their step")
    func values() throws {
        let bus = try #require(makeBus("meterfarm-reference"))
        let machine = bus.units[0].device.machine
        var compared = 0
        for view in views(bus) where view.content == .quantity && view.description.words > 0 {
            guard let truth = machine.quantityTruth(view.description.shows)?.value,
                case .number(let shown)? = view.value, view.description.unit == "V"
            else { continue }
            compared += 1
            let step = view.description.scale.value(of: 1)
            #expect(abs(shown - truth) < step + 1e-3, "\(view.description.name)")
        }
        #expect(compared > 2)
    }

    @Test("A query chooses by table, address and words")
    func query() throws {
        let bus = try #require(makeBus("socomec-countis-e44"))
        func found(_ change: (inout RegisterQuery) -> Void) -> [RegisterView] {
            var query = RegisterQuery()
            change(&query)
            return bus.registers(ofMeterAt: 0, at: TestMeter.start, query)?.registers ?? []
        }
        let voltage = found { $0.addresses = 0xC558...0xC559 }
        #expect(voltage.map(\.description.shows) == ["voltage.l1"])
        #expect(voltage.first?.value == .number(230))
        #expect(voltage.first?.isWritable == false)
        let power = found { $0.search = "Power.Active total 0xC568" }
        #expect(power.map(\.description.address) == [0xC568])
        #expect(found { $0.table = .input }.allSatisfy { $0.description.place == .input })
        #expect(found { $0.limit = 3 }.count == 3)
        #expect(bus.registers(ofMeterAt: 1, at: TestMeter.start) == nil)
    }

    @Test("The telegrams of an M-Bus meter are those that its slave sends next")
    func telegrams() throws {
        let bench = try MBusBench([(7, "12345678")])
        let bus = bench.bench.bus
        let views = try #require(bus.telegrams(ofMeterAt: 0, at: TestMeter.start))
        let telegram = try #require(bench.read(7))
        #expect(views.count == 1)
        #expect(views.first?.header == telegram.header)
        #expect(views.first?.records.map(\.bytes) == telegram.records.map(\.encoded))
        let power = views.first?.records.first {
            $0.description.shows == "power.active.total"
        }
        #expect(power?.value == .number(2300))
        #expect(bus.registers(ofMeterAt: 0, at: TestMeter.start) == nil)
    }

    @Test(
        "No view changes anything of a meter, its slave or its bus",
        arguments: ["meterfarm-reference", "socomec-countis-e44", "legrand-412083", "m1pro-40"]
    )
    func nothingChanges(model: String) throws {
        let bus = try #require(makeBus(model))
        let instant = TestMeter.start + .seconds(7201)
        _ = bus.withMeter(place: 0, on: instant) { _ in }
        func state() -> [String] {
            let unit = bus.units[0]
            return [
                "\(MeterState.bytes(of: unit.device.machine))", "\(unit.slave)",
                "\(String(describing: unit.link))", "\(unit.device.machine.version)",
                "\(bus.frames)", "\(bus.line)", "\(unit.answers)",
                "\(String(describing: unit.device.machine.dialogue))",
            ]
        }
        let before = state()
        _ = bus.truth(ofMeterAt: 0, at: instant)
        var query = RegisterQuery()
        query.includesCopies = true
        _ = bus.registers(ofMeterAt: 0, at: instant, query)
        _ = bus.telegrams(ofMeterAt: 0, at: instant)
        for name in bus.units[0].device.machine.model.catalogue.names.prefix(300) {
            let subject = Explanation.Subject.quantity(name)
            #expect(bus.explanation(of: subject, ofMeterAt: 0, at: instant) != nil, "\(name)")
        }
        _ = bus.suspects(ofMeterAt: 0, at: instant)
        #expect(state() == before)
    }
}

import Documents
import MeterModels
import Metrology
import ModbusProtocol
import Testing

@Suite("A master's view of a map")
struct MasterTests {
    private func words(_ bytes: [UInt8]) -> [UInt16] {
        stride(from: 0, to: bytes.count - 1, by: 2).map {
            UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1])
        }
    }

    @Test("What a register encodes, a master decodes", arguments: ModelFileTests.served)
    func roundTrip(_ name: String) throws {
        let map = try #require(Repository.model(name).modbus)
        for place in map.readablePlaces {
            let register = place.register
            guard case .quantity = register.source,
                register.flags.isDisjoint(with: [.sign, .magnitude, .coded, .fourQuadrant])
            else { continue }
            for steps in [Int64(0), 1, 7, 1234] {
                let value = steps * register.scale.divisor / register.scale.multiplier
                var bytes: [UInt8] = []
                register.append(value, into: &bytes)
                let raw = register.scale.raw(from: value)
                let about = map.description(of: register)
                let decoded = map.decode(words(bytes), as: register)
                guard case .number(let number)? = decoded else {
                    Issue.record("\(about.name): \(String(describing: decoded))")
                    continue
                }
                let expected = about.scale.value(of: raw)
                let isFloat = register.format.type?.isFloat == true
                #expect(isFloat || number == expected, "\(about.name)")
            }
        }
    }

    @Test("Not available is recognised, and only by the model's own code")
    func notAvailable() throws {
        let map = try #require(Repository.model("socomec-countis-e44").modbus)
        let voltage = map.holding[try #require(map.index(covering: 0xC558, in: .holding))]
        #expect(map.decode([0xFFFF, 0xFFFF], as: voltage) == .notAvailable)
        #expect(map.decode([0, 23_580], as: voltage) == .number(235.8))
        #expect(map.decode([0], as: voltage) == nil)
        let power = map.holding[try #require(map.index(covering: 0xC568, in: .holding))]
        #expect(map.decode([0xFFFF, 0xFFED], as: power) == .number(-190))
        #expect(map.decode([0x7FFF, 0xFFFF], as: power) == .notAvailable)
        let name = map.holding[try #require(map.index(covering: 0xC350, in: .holding))]
        #expect(map.decode([0x53, 0x4F, 0x43, 0x4F], as: name) == .text("SOCO"))
    }

    @Test("The finest register of a quantity is found")
    func finest() throws {
        let model = try Repository.model("socomec-countis-e44")
        let map = try #require(model.modbus)
        let energy = try #require(model.catalogue["energy.active.import.total"])
        let places = map.registers(for: energy)
        #expect(places.first?.register.address == 0xC702)
        #expect(places.last?.register.address == 0xC86F)
        let principal = map.principalRegisters
        #expect(Set(principal).count == principal.count)
        #expect(principal.contains { $0.register.address == 0xC702 })
        #expect(!principal.contains { $0.register.address == 0xC86F })
    }

    @Test("A master takes the power of ten that the device has, not the model's")
    func scaleFactor() throws {
        let model = try Repository.model("sunspec-203")
        let map = try #require(model.modbus)
        let current = try #require(model.catalogue["current.l2"])
        let place = try #require(map.registers(for: current).first)
        let factor = try #require(map.scaleFactor(of: place))
        #expect(place.register.address == 40074 && factor.register.address == 40076)
        let read = { word, factor in
            map.decode([word], as: place.register, scaleFactor: factor)
        }
        #expect(read(1234, nil) == .number(12.34))
        #expect(read(1234, UInt16(bitPattern: -2)) == .number(12.34))
        #expect(read(1234, UInt16(bitPattern: -3)) == .number(1.234))
        #expect(read(1234, 0) == .number(1234) && read(12, 1) == .number(120))
        #expect(read(0x8000, 0) == .notAvailable, "int16 not implemented")
        #expect(read(1234, 0x8000) == .notAvailable, "sunssf not implemented")
        let plain = try #require(model.catalogue["voltage.l1"])
        let voltage = try #require(map.registers(for: plain).first)
        #expect(map.scaleFactor(of: voltage)?.register.address == 40085)
        let float = try #require(Repository.model("sunspec-213").modbus)
        #expect(float.readablePlaces.allSatisfy { float.scaleFactor(of: $0) == nil })
    }

    @Test("SunSpec models say not implemented in each type's own way")
    func notImplemented() throws {
        for (name, address, expected) in [
            ("sunspec-203", UInt16(40073), [0x80, 0]), ("sunspec-203", 40116, [0, 0, 0, 0]),
            ("sunspec-203", 40175, [255, 255, 255, 255]), ("sunspec-203", 40068, [255, 255]),
            ("sunspec-213", 40074, [0x7F, 0xC0, 0, 0]),
        ] as [(String, UInt16, [UInt8])] {
            let map = try #require(Repository.model(name).modbus)
            let index = try #require(map.index(covering: address, in: .holding))
            var bytes: [UInt8] = []
            map.holding[index].appendNotAvailable(into: &bytes)
            #expect(bytes == expected, "\(name) \(address)")
        }
    }

    @Test("A power without sign is read together with its sign")
    func signed() throws {
        let model = try Repository.model("legrand-004677")
        let map = try #require(model.modbus)
        let power = try #require(model.catalogue["power.active.total"])
        #expect(map.registers(for: power).map(\.register.address) == [0x2004])
        #expect(map.signRegister(for: power)?.register.address == 0x2006)
        #expect(map.principalRegisters.contains { $0.register.address == 0x2004 })
        let e44 = try #require(Repository.model("socomec-countis-e44").modbus)
        #expect(e44.signRegister(for: power) == nil)
    }

    @Test("A read plan touches no gap and keeps the limit", arguments: ModelFileTests.served)
    func plan(_ name: String) throws {
        let map = try #require(Repository.model(name).modbus)
        for wanted in [map.principalRegisters, map.readablePlaces] {
            let plan = map.readPlan(for: wanted)
            for span in plan {
                #expect(span.count <= map.rules.readLimit)
                #expect(
                    map.refusal(ofReading: span.table, at: span.start, count: span.count) == nil
                )
                for register in span.registers {
                    #expect(register.address >= span.start)
                    #expect(register.end <= Int(span.start) + span.count)
                }
                var mapped = 0
                for address in Int(span.start)..<Int(span.start) + span.count {
                    mapped += map.index(covering: UInt16(address), in: span.table) == nil ? 0 : 1
                }
                #expect(mapped == span.count)
            }
            #expect(plan.reduce(0) { $0 + $1.registers.count } == wanted.count)
        }
    }

    @Test("A plan joins what lies together and splits at gaps and limits")
    func planShape() throws {
        let map = try Sample.model().modbus
        let sample = try #require(map)
        let plan = sample.readPlan(for: sample.readablePlaces)
        #expect(plan.map(\.start) == [0x1000, 0x1010, 0x1020])
        #expect(plan.map(\.count) == [3, 2, 4])
        let e44 = try #require(Repository.model("socomec-countis-e44").modbus)
        let ends = e44.readablePlaces.filter {
            [0xC552, 0xC58C].contains($0.register.address)
        }
        #expect(e44.readPlan(for: ends).map(\.count) == [60])
        #expect(e44.readPlan(for: []).isEmpty)
    }
}

@Suite("The register listing")
struct ListingTests {
    @Test("Every format shows every register with its evidence", arguments: ModelFileTests.served)
    func formats(_ name: String) throws {
        let map = try #require(Repository.model(name).modbus)
        let listing = RegisterListing(map)
        let count = map.descriptions.count { !$0.isCopy }
        #expect(listing.cells.count == count)
        #expect(listing.text(.table).split(separator: "\n").count == count + 1)
        #expect(listing.text(.markdown).split(separator: "\n").count == count + 2)
        #expect(listing.text(.csv).split(separator: "\r\n").count == count + 1)
        let json = try JSONValue.parse(Array(listing.text(.json).utf8), file: "listing")
        guard case .array(let rows) = json else {
            Issue.record("no array")
            return
        }
        #expect(rows.count == count)
        guard case .object(let first)? = rows.first else { return }
        #expect(Set(first.keys) == Set(listing.columns))
    }

    @Test("Cells with quotes, commas and bars survive")
    func quoting() throws {
        let note = "a, \"b\" | c\nd"
        let value = try Sample.value()
            .setting("modbus/registers/0/note", to: .string(note))
        let map = try #require(Sample.read(value).model?.modbus)
        let listing = RegisterListing(map)
        #expect(listing.text(.csv).contains("\"a, \"\"b\"\" | c\nd\""))
        #expect(listing.text(.markdown).contains("a, \"b\" \\| c d |"))
        #expect(listing.text(.json).contains("\"a, \\\"b\\\" | c\\nd\""))
    }

    @Test("A row reads as a person expects")
    func row() throws {
        let listing = RegisterListing(try #require(Sample.model().modbus))
        #expect(
            listing.cells[0] == [
                "0x1000", "3", "2", "u32", "V1", "voltage.l1", "V", "0.01", "r", "32.7.0",
                "official", "own", "",
            ]
        )
    }
}

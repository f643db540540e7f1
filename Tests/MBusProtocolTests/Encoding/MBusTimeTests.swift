import MBusProtocol
import TestSupport
import Testing

struct MBusTimeTests {
    @Test("A date and time of type F and a date of type G are read as libmbus reads them")
    func worked() throws {
        let time = try #require(MBusTime(hex("1E 0F 9F 1C")))
        #expect(time == MBusTime(year: 2012, month: 12, day: 31, hour: 15, minute: 30))
        #expect(time.typeF == hex("1E 0F 9F 1C"))
        #expect(MBusTime(hex("9F 1C")) == MBusTime(year: 2012, month: 12, day: 31))
        var bytes = hex("04 6D 1E 8F 9F 1C")[...]
        let record = try DataRecord(decoding: &bytes)
        #expect(record.time?.isDaylightSaving == true && record.number == nil)
    }

    @Test("Times that are invalid or do not exist are none")
    func invalid() {
        for bytes in ["9E 0F 9F 1C", "3C 0F 9F 1C", "1E 18 9F 1C", "1E 0F 80 1C", "1E 0F 9F 1D"] {
            #expect(MBusTime(hex(bytes)) == nil)
        }
        for bytes in ["", "00", "00 00", "FF FF", "FF FF FF", "FF FF FF FF", "FF FF FF FF FF"] {
            #expect(MBusTime(hex(bytes)) == nil)
        }
    }

    @Test("Random times come back in all four types")
    func roundTrip() {
        var generator = Chance.generator
        for _ in 0..<1000 {
            var time = MBusTime(
                year: .random(in: 1981...2080, using: &generator),
                month: .random(in: 1...12, using: &generator),
                day: .random(in: 1...31, using: &generator),
                hour: .random(in: 0...23, using: &generator),
                minute: .random(in: 0...59, using: &generator),
                second: .random(in: 0...59, using: &generator),
                isDaylightSaving: .random(using: &generator)
            )
            #expect(MBusTime(time.typeI) == time, "\(Chance.note)")
            time.second = 0
            #expect(MBusTime(time.typeF) == time, "\(Chance.note)")
            let date = MBusTime(year: time.year, month: time.month, day: time.day)
            #expect(MBusTime(time.typeG) == date, "\(Chance.note)")
            time.year += 2299 - 2080
            #expect(MBusTime(time.typeF) == (time.year > 2080 ? time : MBusTime(time.typeF)))
            let (hour, minute) = (time.hour, time.minute)
            let clock = MBusTime(year: 0, month: 0, day: 0, hour: hour, minute: minute)
            #expect(MBusTime(time.typeJ) == clock, "\(Chance.note)")
        }
    }

    @Test("Nonsense is written without a trap")
    func nonsense() {
        for value in [Int.min, -1, Int.max] {
            let time = MBusTime(year: value, month: value, day: value, hour: value, minute: value)
            #expect(time.typeF.count == 4 && time.typeI.count == 6)
        }
    }
}

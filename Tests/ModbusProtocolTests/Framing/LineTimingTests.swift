import ModbusProtocol
import Testing

struct LineTimingTests {
    struct Row: Sendable {
        var baud: Int
        var character: Int
        var interCharacter: Int
        var interFrame: Int
        var reply: Int
    }

    /// The table of `modbus.md`, F.5, in microseconds.
    static let rows = [
        Row(
            baud: 1200,
            character: 9167,
            interCharacter: 13_750,
            interFrame: 32_083,
            reply: 2_337_500
        ),
        Row(
            baud: 2400,
            character: 4583,
            interCharacter: 6875,
            interFrame: 16_042,
            reply: 1_168_750
        ),
        Row(baud: 4800, character: 2292, interCharacter: 3438, interFrame: 8021, reply: 584_375),
        Row(baud: 9600, character: 1146, interCharacter: 1719, interFrame: 4010, reply: 292_188),
        Row(baud: 19_200, character: 573, interCharacter: 859, interFrame: 2005, reply: 146_094),
        Row(baud: 38_400, character: 286, interCharacter: 750, interFrame: 1750, reply: 73_047),
        Row(baud: 57_600, character: 191, interCharacter: 750, interFrame: 1750, reply: 48_698),
        Row(baud: 115_200, character: 95, interCharacter: 750, interFrame: 1750, reply: 24_349),
    ]

    @Test("The times are those of the table", arguments: rows)
    func table(row: Row) throws {
        let timing = try #require(LineTiming(baud: row.baud))
        #expect(timing.characterTime == row.character)
        #expect(timing.interCharacterTimeout == row.interCharacter)
        #expect(timing.interFrameDelay == row.interFrame)
        #expect(timing.transmissionTime(bytes: 255) == row.reply)
    }

    @Test("A character of 10 bits takes less time")
    func tenBits() throws {
        let timing = try #require(LineTiming(baud: 9600, bitsPerCharacter: 10))
        #expect(timing.characterTime == 1042)
        #expect(timing.transmissionTime(bytes: 8) == 8333)
    }

    @Test("Impossible lines have no timing, impossible lengths do not trap")
    func impossible() throws {
        #expect(LineTiming(baud: 0) == nil)
        #expect(LineTiming(baud: -9600) == nil)
        #expect(LineTiming(baud: .max) == nil)
        #expect(LineTiming(baud: 9600, bitsPerCharacter: 0) == nil)
        let timing = try #require(LineTiming(baud: 1))
        #expect(timing.transmissionTime(bytes: -1) == 0)
        #expect(timing.transmissionTime(bytes: .max) > 0)
    }
}

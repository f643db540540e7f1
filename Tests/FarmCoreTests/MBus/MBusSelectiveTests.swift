import FarmCore
import MBusProtocol
import TestSupport
import Testing

@Suite("A selective readout of what a meter does not have")
struct MBusSelectiveTests {
    private let ack: [UInt8] = [0xE5]

    @Test("A meter that reports no errors answers with its header alone")
    func silent() throws {
        let bench = try MBusBench([(7, "12345678")])
        #expect(bench.send(7, ci: 0x51, [0x08, 0x13]) == ack)
        let telegram = try #require(bench.read(7))
        #expect(telegram.records.isEmpty && !telegram.moreFollows)
        // The readout behind it is a whole one again.
        #expect(try #require(bench.read(7, frameCountBit: false)).records.count == 10)
    }

    @Test("A meter that reports errors says of each record that it has no such data")
    func reported() throws {
        let bench = try MBusBench(mBus: #""reportsErrors": true"#)
        #expect(bench.send(7, ci: 0x51, [0x08, 0x13, 0x08, 0xFD, 0x48, 0x88, 0x20, 0x04]) == ack)
        let records = try #require(bench.read(7)).records
        #expect(
            records.map(\.encoded).dropFirst() == [
                [0x00, 0x93, 0x15], [0x80, 0x20, 0x84, 0x15],
            ]
        )
        #expect(records.first?.number == 230)
    }
}

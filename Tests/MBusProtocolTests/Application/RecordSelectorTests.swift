import MBusProtocol
import TestSupport
import Testing

struct RecordSelectorTests {
    private func selects(_ selector: String, _ record: String) throws -> Bool {
        let selector = try #require(RecordSelector(hex(selector)))
        var bytes = hex(record)[...]
        return try selector.matches(DataRecord(decoding: &bytes))
    }

    @Test(
        "A selector means records with its storage, tariff, subunit, function and value",
        arguments: [
            ("08 13", "04 13 00000000", true), ("08 13", "0C 13 00000000", true),
            ("08 13", "04 14 00000000", false), ("08 13", "44 13 00000000", false),
            ("08 13", "14 13 00000000", false), ("18 2B", "14 2B 00000000", true),
            ("88 10 04", "8C 10 04 00000000", true), ("88 10 04", "8C 20 04 00000000", false),
            ("88 30 04", "8C B0 00 04 00000000", true), ("88 30 04", "8C 10 04 00000000", false),
            ("88 40 2B", "82 40 2B 0000", true), ("88 40 2B", "02 2B 0000", false),
            ("08 FD 48", "02 FD 48 0000", true), ("08 FD 48", "02 FD 49 0000", false),
            ("08 84 3C", "0C 84 3C 00000000", true), ("08 04", "0C 84 3C 00000000", false),
        ]
    )
    func exact(selector: String, record: String, isMeant: Bool) throws {
        #expect(try selects(selector, record) == isMeant)
    }

    @Test(
        "C8 3F 7E means all storage numbers, tariffs and values of subunit 0",
        arguments: [
            ("04 13 00000000", true), ("84 10 03 00000000", true), ("C4 07 2B 00000000", true),
            ("82 40 2B 0000", false),
        ]
    )
    func wildcards(record: String, isMeant: Bool) throws {
        #expect(try selects("C8 3F 7E", record) == isMeant)
    }

    @Test("C8 FF 7F 7E means everything, of every function")
    func everything() throws {
        #expect(RecordSelector(hex("C8 FF 7F 7E"))?.selectsAll == true)
        for record in ["04 13 00000000", "14 2B 00000000", "82 40 FD 48 0000", "32 2B 0000"] {
            #expect(try selects("C8 FF 7F 7E", record))
        }
    }

    @Test("FE with a VIFE means every value with that VIFE")
    func anyWithExtension() throws {
        #expect(try selects("08 FE 3C", "0C 84 3C 00000000"))
        #expect(try !selects("08 FE 3C", "0C 84 3B 00000000"))
    }

    @Test("A record with data is no selector")
    func noSelector() {
        #expect(RecordSelector(hex("04 13 00000000")) == nil)
        #expect(RecordSelector(hex("08")) == nil && RecordSelector(hex("08 13 00")) == nil)
    }
}

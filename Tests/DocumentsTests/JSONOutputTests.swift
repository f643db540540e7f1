import Testing

@testable import Documents

@Suite("JSON that is put together")
struct JSONOutputTests {
    private func text(_ output: JSONOutput) -> String {
        String(decoding: output.bytes, as: UTF8.self)
    }

    @Test("Members keep their order, and everything is escaped that must be")
    func order() {
        let output: JSONOutput = [
            "b": .text("\"\n\u{1}"), "a": [true, .null, .integer(3)], "c": .number(0.1),
        ]
        #expect(text(output) == #"{"b":"\"\n\u0001","a":[true,null,3],"c":0.1}"#)
    }

    @Test("What is no number is null, and whole numbers have no point")
    func numbers() {
        #expect(text(.number(.nan)) == "null" && text(.number(.infinity)) == "null")
        #expect(text(.number(-2)) == "-2")
    }

    @Test("An energy keeps every millijoule, beyond what a Double holds")
    func exact() {
        // 9 007 199 254 740 993 is the first whole number that a Double does not have.
        #expect(text(.exact(9_007_199_254_740_993, perUnit: 1)) == "9007199254740993")
        #expect(text(.exact(3_600_001, perUnit: 3_600_000)) == "1.0000003")
        #expect(text(.exact(-1_800_000, perUnit: 3_600_000)) == "-0.5")
    }

    @Test("A document that was read is written again with the same meaning")
    func document() throws {
        let source = #"{"a":[1,2.5,"x",null,true],"b":{"c":-3}}"#
        let value = try JSONValue.parse(Array(source.utf8), file: "")
        #expect(text(JSONOutput(value)) == source && value.text == source)
    }
}

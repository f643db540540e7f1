import Documents
import Testing

@Suite("Reading documents")
struct NodeTests {
    private func read(_ text: String) throws -> Node {
        let value = try JSONValue.parse(Array(text.utf8), file: "a.json")
        return Node(value, log: FaultLog(file: "a.json"))
    }

    @Test("An unknown key is a fault that names its place and the nearest known key")
    func unknownKey() throws {
        let node = try read(#"{"meters": [{"adress": 5}]}"#)
        let root = try #require(node.object())
        let meter = try #require(root.required("meters")?.array()?.first?.object())
        _ = meter.optional("address")
        _ = meter.optional("name")
        meter.finish()
        root.finish()
        #expect(
            node.log.faults.map(\.description) == [
                #"a.json: /meters/0/adress: unknown key "adress"; did you mean "address"?"#
            ]
        )
    }

    @Test("Every fault is reported, not the first alone")
    func allFaults() throws {
        let node = try read(#"{"a": "x", "b": 70000, "c": 1.5, "d": null}"#)
        let root = try #require(node.object())
        #expect(root.optional("a")?.number() == nil)
        #expect(root.optional("b")?.integer("a port", in: 0...65_535) == nil)
        #expect(root.optional("c")?.integer() == nil)
        #expect(root.optional("d")?.bool() == nil)
        #expect(root.required("e") == nil)
        #expect(node.log.faults.map(\.pointer.description) == ["/a", "/b", "/c", "/d", "/"])
        #expect(node.log.faults[1].message == "70000 is out of range; a port from 0 to 65535")
    }

    @Test("The same fault at the same place is reported once")
    func once() throws {
        let node = try read("3")
        node.report("x")
        node.report("x")
        #expect(node.log.faults.count == 1)
    }

    @Test("What is not JSON is a fault with the parser's place")
    func syntax() {
        for text in ["", "{", "{\"a\" 1}", "[1,]x", "\u{0}", "nul"] {
            do {
                _ = try JSONValue.parse(Array(text.utf8), file: "b.json")
                Issue.record("\(text) was taken for JSON")
            } catch {
                #expect(error.description.hasPrefix("b.json: /: not JSON: "))
            }
        }
    }

    @Test("Numbers, truth values and texts keep their kinds")
    func kinds() throws {
        let value = try JSONValue.parse(
            Array(#"[1, 1.0, 1e3, 0.5, true, "1", null, 100000000000000000000]"#.utf8),
            file: ""
        )
        #expect(
            value
                == .array([
                    .integer(1), .integer(1), .integer(1000), .number(0.5), .bool(true),
                    .string("1"), .null, .number(1e20),
                ])
        )
    }

    @Test("A pointer's text and tokens agree, escapes included")
    func pointers() {
        let pointer = JSONPointer(tokens: ["a/b", "~m", "0"])
        #expect(pointer.description == "/a~1b/~0m/0")
        #expect(JSONPointer(pointer.description) == pointer)
        #expect(JSONPointer("no slash") == nil)
    }

    @Test("The nearest spelling is named only when it is near")
    func spelling() {
        let known = ["powerFactor", "activePower", "reactivePower"]
        #expect(Spelling.nearest(to: "powerfactr", among: known) == "powerFactor")
        #expect(Spelling.nearest(to: "acitvePower", among: known) == "activePower")
        #expect(Spelling.nearest(to: "colour", among: known) == nil)
        #expect(Spelling.hint(for: "colour", among: ["b", "a"]) == "; allowed: a, b")
    }
}

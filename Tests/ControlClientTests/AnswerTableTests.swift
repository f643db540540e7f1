import ControlClient
import Documents
import Testing

@Suite("Answers of a farm as lines")
struct AnswerTableTests {
    private func value(_ text: String) throws -> JSONValue {
        try JSONValue.parse(Array(text.utf8), file: "test")
    }

    @Test("Columns are aligned, numbers to the right, and what is missing is a dash")
    func table() throws {
        let items = try value(
            """
            [ {"name": "a", "values": {"power.active.total": 12.5}},
              {"name": "long", "values": {}} ]
            """
        )
        guard case .array(let rows) = items else { throw Missing() }
        let lines = AnswerTable.lines(
            rows,
            [.init("name"), .init("W", "values", "power.active.total"), .init("bus")]
        )
        #expect(lines == ["name     W  bus", "a     12.5  -", "long     -  -"])
    }

    @Test("An object is names and values, what lies deeper has a longer name")
    func facts() throws {
        let answer = try value(#"{"b": {"c": [1, 2], "d": null}, "a": true, "e": [{"f": "x"}]}"#)
        #expect(
            AnswerTable.facts(answer) == ["a       yes", "b.c     1, 2", "b.d     -", "e[0].f  x"]
        )
    }

    @Test("Lists of objects are tables below what is single")
    func sections() throws {
        let answer = try value(
            #"{"network": "4NBL", "terminals": [{"is": "l1", "terminal": "u1"}], "none": []}"#
        )
        #expect(
            AnswerTable.sections(answer) == [
                "network  4NBL", "none     -", "", "terminals:", "terminal  is", "u1        l1",
            ]
        )
        let list = try value(#"{"items": [{"alarm": 1, "active": true}]}"#)
        #expect(AnswerTable.sections(list) == ["alarm  active", "    1  yes"])
    }

    @Test("A path has in percent what is not plain")
    func path() {
        #expect(
            ControlClient.path(["v1", "meters", "a/b ü"], [("search", "50%&x=1")])
                == "/v1/meters/a%2Fb%20%C3%BC?search=50%25%26x%3D1"
        )
        #expect(ControlClient.path(["v1"]) == "/v1")
    }

    @Test("What is no place is told so", arguments: ["", "host", ":1", "host:", "host:70000"])
    func place(text: String) {
        #expect(throws: ControlFailure.self) { try ControlClient(text, token: nil) }
    }

    @Test("Where nobody listens, that is what is said")
    func nobody() throws {
        let client = try ControlClient("127.0.0.1:1", token: nil)
        do {
            _ = try client.ask("GET", "/v1")
            Issue.record("somebody answers at port 1")
        } catch {
            #expect("\(error)".contains("no farm answers at 127.0.0.1:1"))
        }
    }

    private struct Missing: Error {}
}

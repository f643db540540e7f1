import Documents
import Testing

@testable import FarmHTTP

@Suite("Webhooks as they are given and kept")
struct WebhookPlanTests {
    private func read(_ text: String) throws -> (plan: WebhookPlan?, faults: [String]) {
        let log = FaultLog(file: "body")
        let value = try JSONValue.parse(Array(text.utf8), file: "body")
        let plan = WebhookPlan.read(Node(value, log: log))
        return (plan, log.faults.map { "\($0.pointer): \($0.message)" })
    }

    @Test("Changes are told unless something else is asked for")
    func usual() throws {
        let (plan, faults) = try read(#"{"webhook": "ci", "url": "http://127.0.0.1:9000/hook"}"#)
        #expect(faults.isEmpty && plan?.topics == [.changes])
        #expect(plan?.meters == nil && plan?.token == nil)
    }

    @Test(
        "Everything that is wrong is told with its place",
        arguments: [
            (#"{"webhook": "a b", "url": "http://h"}"#, "/webhook: a name has 1 to 64"),
            (#"{"webhook": "a", "url": "https://h"}"#, "/url: this build has no TLS"),
            (#"{"webhook": "a"}"#, #""url" is missing"#),
            (
                #"{"webhook": "a", "url": "http://h", "topics": ["change"]}"#,
                #"/topics/0: "change" is unknown; did you mean "changes"?"#
            ),
            (
                #"{"webhook": "a", "url": "http://h", "topics": ["faults", "faults"]}"#,
                #"/topics/1: "faults" is named twice"#
            ),
            (#"{"webhook": "a", "url": "http://h", "topics": []}"#, "/topics: names no topic"),
            (#"{"webhook": "a", "url": "http://h", "meters": " ,"}"#, "/meters: names no meter"),
            (#"{"webhook": "a", "url": "http://h", "token": "short"}"#, "/token: a token has 16"),
            (
                #"{"webhook": "a", "url": "http://h", "token": "with spaces in between"}"#,
                "/token: a token has 16"
            ),
            (
                #"{"webhook": "a", "url": "http://h", "tokn": "x"}"#,
                #"unknown key "tokn"; did you mean "token"?"#
            ),
        ]
    )
    func faults(text: String, told: String) throws {
        let (_, faults) = try read(text)
        #expect(faults.count == 1)
        #expect(faults.first?.contains(told) == true)
    }

    @Test("A note has all that was given, and what is shown has no token")
    func note() throws {
        let given = try read(
            """
            {"webhook": "ci", "url": "http://h/x", "topics": ["frames", "faults"],
             "meters": "flat-*", "token": "0123456789abcdef"}
            """
        )
        let plan = try #require(given.plan)
        let plain = try #require(try read(#"{"webhook": "b", "url": "http://h"}"#).plan)
        let kept = WebhookPlan.plans(ofNote: WebhookPlan.note([plan, plain]))
        #expect(kept.map(\.name) == ["ci", "b"])
        #expect(kept.first?.address == plan.address && kept.first?.topics == [.frames, .faults])
        #expect(kept.first?.meters == "flat-*" && kept.first?.token == "0123456789abcdef")
        #expect(kept.last?.token == nil && kept.last?.meters == nil)
        #expect(!JSONOutput.object(plan.members).text.contains("0123456789abcdef"))
    }

    @Test("What cannot be read of a note is left out", arguments: ["", "{}", "[1]", "[{}]"])
    func spoilt(text: String) {
        #expect(WebhookPlan.plans(ofNote: text).isEmpty)
    }
}

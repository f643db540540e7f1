import Documents
import FarmCore
import Testing

@Suite("The file of a lesson")
struct LessonReaderTests {
    private static func lesson(
        subject: String = "wiring",
        seen: String = "",
        cases: String
    ) -> String {
        """
        { "title": "t", "subject": "\(subject)", "task": "find it", \(seen)
          "cases": [ \(cases) ] }
        """
    }

    private static func made(_ deed: String, cause: String = "wrongRatio") -> String {
        #"{ "cause": "\#(cause)", \#(deed), "text": "x" }"#
    }

    private static func faults(_ text: String) -> [String] {
        guard case .failure(let faults) = LessonBench.read(text) else { return [] }
        return faults.all.map { "\($0.pointer): \($0.message)" }
    }

    @Test("It says what is seen, and what may be wrong in which ways")
    func reading() throws {
        let lesson = try LessonBench.read(
            Self.lesson(
                seen: #""seen": { "quantity": "power.*.total", "share": [0.4, 0.6] },"#,
                cases: [
                    Self.made(#""ratio": 2"#), Self.made(#""address": "taken""#),
                    Self.made(
                        #""places": { "u1-u2": { "wiring": { "u1": "open" } } }"#,
                        cause: "noVoltage"
                    ),
                    Self.made(#""ports": ["m-bus"], "do": [{ "supply": "off" }]"#),
                ].joined(separator: ", ")
            )
        ).get()
        #expect(lesson.seen == .share(of: "power.*.total", 0.4...0.6))
        #expect(lesson.cases.map(\.cause).suffix(2) == [.noVoltage, .wrongRatio])
        #expect(lesson.cases[0].ways.map(\.deed) == [.ratio(2)])
        #expect(lesson.cases[1].ways.map(\.deed) == [.address(.taken)])
        #expect(lesson.cases[2].ways.map(\.place) == ["u1-u2"])
        #expect(lesson.cases[3].ports == [.mBus])
        #expect(!lesson.concernsBus)
    }

    @Test(
        "What is wrong with it is said, with its place",
        arguments: [
            (made(#""do": { "reset": ["energies"] }"#), "/cases/0/do: has an action that a lesson"),
            (made(#""do": { "clearFault": "*" }"#), "/cases/0/do: has an action that a lesson"),
            (made(#""ratio": 1"#), "/cases/0/ratio: is 1"),
            (made(#""ratio": 2, "address": "free""#), "/cases/0: needs exactly one of"),
            (made(#""places": {}"#), "/cases/0/places: has 0 places"),
            (made(#""places": { "U 1": { "supply": "off" } }"#), "is no place"),
            (made(#""ratio": 2"#, cause: "noise"), "is no cause of this subject"),
            (
                made(#""ratio": 2"#) + ", " + made(#""bus": { "line": { "bias": false } }"#),
                "/cases: some are at a meter and some at a bus"
            ),
        ]
    )
    func complaints(cases: String, complaint: String) {
        let faults = Self.faults(Self.lesson(cases: cases))
        #expect(faults.contains { $0.contains(complaint) }, "\(faults)")
    }

    @Test("How a meter shows it means nothing for a bus, and needs a quantity that there is")
    func seen() {
        let bus = Self.lesson(
            subject: "line",
            seen: #""seen": "silence","#,
            cases: Self.made(#""bus": { "line": { "bias": false } }"#, cause: "missingBias")
        )
        #expect(Self.faults(bus).contains { $0.hasPrefix("/seen: ") })
        let quantity = Self.lesson(
            seen: #""seen": { "quantity": "power.magic", "share": [0, 1] },"#,
            cases: Self.made(#""ratio": 2"#)
        )
        #expect(Self.faults(quantity).contains { $0.contains("is no quantity") })
        let share = Self.lesson(
            seen: #""seen": { "quantity": "frequency", "share": [1, 0] },"#,
            cases: Self.made(#""ratio": 2"#)
        )
        #expect(Self.faults(share).contains { $0.contains("must ascend") })
    }

    @Test("Every cause has a sentence of its own, and every subject some causes")
    func causes() {
        let sentences = LessonCause.allCases.map(\.sentence)
        #expect(Set(sentences).count == sentences.count)
        for subject in LessonSubject.allCases {
            #expect(LessonCause.all(of: subject).count >= 8)
        }
    }
}

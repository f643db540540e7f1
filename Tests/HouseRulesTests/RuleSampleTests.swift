import Testing

/// A piece of source and how many times it breaks a rule.
struct Sample: CustomTestStringConvertible {
    let rule: Rule
    let text: String
    let count: Int
    let path: String

    init(_ rule: Rule, _ count: Int, _ text: String, path: String = "Sources/FarmCore/A.swift") {
        self.rule = rule
        self.text = text
        self.count = count
        self.path = path
    }

    var testDescription: String {
        "\(rule.rawValue): " + text.split(separator: "\n").joined(separator: " ⏎ ")
    }
}

@Suite("The rules on small samples")
struct RuleSampleTests {
    @Test("A rule sees what breaks it and nothing else", arguments: samples)
    func sample(_ sample: Sample) {
        let file = SourceFile(path: sample.path, text: sample.text)
        let found = sample.rule.violations(in: file)
        #expect(found.count == sample.count, "\(found)")
    }

    @Test("Every rule has a sample that breaks it and one that does not")
    func everyRuleIsSampled() {
        for rule in Rule.allCases {
            let counts = samples.filter { $0.rule == rule }.map(\.count)
            #expect(counts.contains(0) && counts.contains { $0 > 0 }, "\(rule.rawValue)")
        }
    }

    @Test("A violation names its file and its line")
    func place() {
        let file = SourceFile(path: "Sources/FarmCore/A.swift", text: "let a = 1\nlet b = c!\n")
        let found = Rule.traps.violations(in: file)
        #expect(found.map(\.description) == ["Sources/FarmCore/A.swift:2: uses a forced unwrap"])
    }
}

private let samples =
    importSamples + callSamples + trapSamples + documentationSamples + textSamples

private let importSamples = [
    Sample(.imports, 0, "internal import Metrology\npublic import SimulatedTime\n"),
    Sample(.imports, 0, "import Synchronization\n@testable import Documents\n"),
    Sample(.imports, 1, "import Foundation\n"),
    Sample(.imports, 1, "@preconcurrency internal import NIOCore\n"),
    Sample(.imports, 1, "import struct Foundation.Date\n"),
    Sample(.imports, 1, "import FarmLines\n"),
    Sample(.imports, 1, "import FarmCore\n"),
    Sample(.imports, 0, "// import Foundation\nlet a = \"import Foundation\"\n"),
    Sample(.imports, 1, "import Metrology\n", path: "Sources/SimulatedTime/A.swift"),
    Sample(.imports, 0, "import NIOCore\n", path: "Sources/FarmLines/A.swift"),
    Sample(.imports, 1, "import ModbusMaster\n", path: "Sources/FarmLines/A.swift"),
    Sample(.imports, 1, "let a = 1\n", path: "Sources/Shed/A.swift"),
]

private let callSamples = [
    Sample(.clocks, 1, "let a = Date()"),
    Sample(.clocks, 1, "let a = ContinuousClock.now"),
    Sample(.clocks, 1, "let a = NIODeadline.now()"),
    Sample(.clocks, 1, "wait(until: .now() + 1)"),
    Sample(.clocks, 1, "try await Task.sleep(for: .seconds(1))"),
    Sample(.clocks, 1, "usleep(5)"),
    Sample(.clocks, 0, "let a = clock.now(at: hostTime)\nlet b: Start = .now\ndevice.now = a"),
    Sample(.clocks, 0, "// Date() is forbidden\nlet a = \"Date() usleep(1)\""),
    Sample(.clocks, 1, "let a = \"now: \\(Date())\""),
    Sample(.chance, 1, "var generator = SystemRandomNumberGenerator()"),
    Sample(.chance, 2, "let a = Int.random(in: 0..<(3 + 4))\nlet b = list.shuffled()"),
    Sample(.chance, 0, "let a = Int.random(in: 0..<(3 + 4), using: &generator)"),
    Sample(.printing, 2, "print(1)\nif a { debugPrint(b) }"),
    Sample(.printing, 0, "terminal.print(1)\nfunc print(_ a: Int) {}\nblueprint(1)"),
]

private let trapSamples = [
    Sample(.traps, 1, "let a = b!"),
    Sample(.traps, 4, "a()!\nb[1]!.c\nd?.e!\n\"1\"!"),
    Sample(.traps, 1, "let a = b! == c"),
    Sample(.traps, 1, "var a: Int!"),
    Sample(.traps, 1, "var a: Array<Int>!"),
    Sample(.traps, 3, "try! a()\nb as! C\nfatalError()"),
    Sample(.traps, 0, "if !a, b != c, d !== e, (!f) { g(!h, [!i]) }"),
    Sample(.traps, 0, "let a = b.replacing(with: 1, where: .!mask)\n#if !DEBUG\n#endif"),
    Sample(.traps, 0, "// a!\n/* b! /* c! */ d! */\nlet e = \"f! \\\"g!\" // try!"),
    Sample(.traps, 1, "let a = \"b! \\(c!) d!\""),
    Sample(.traps, 1, "let a = #\"b! \\(c!) \\#(d!) \"e!\"#"),
    Sample(.traps, 1, "let a = \"\"\"\n    b! \"c!\" \\(d!)\n    \"\"\""),
    Sample(.traps, 1, "let a = \"b"),
    Sample(.unchecked, 1, "struct A: @unchecked Sendable {}"),
    Sample(.unchecked, 1, "// Because\n\nnonisolated(unsafe) var a = 1"),
    Sample(
        .unchecked,
        0,
        "// It is written before the\n// threads start.\nnonisolated(unsafe) var a"
    ),
]

private let documentationSamples = [
    Sample(.documentation, 0, "/// A.\npublic struct A {\n    /// B.\n    public var b = 1\n}"),
    Sample(.documentation, 2, "public struct A {\n    public private(set) var b = 1\n}"),
    Sample(.documentation, 0, "/// A.\n@frozen\npublic struct A {\n    let b = 1\n}"),
    Sample(.documentation, 1, "/// A.\n\npublic final class A {}"),
    Sample(.documentation, 1, "/// A.\npublic enum A {\n    case b\n    /// C.\n    case c\n}"),
    Sample(
        .documentation,
        0,
        "/// A.\npublic enum A {\n    /// B.\n    case b\n    func c() {\n        switch self {\n"
            + "        case .b: d()\n        }\n    }\n}"
    ),
    Sample(.documentation, 1, "/// A.\npublic protocol A {\n    func b()\n}"),
    Sample(.documentation, 0, "public import B\nenum A { case b }\nlet c = open(d, 1)"),
    Sample(.documentation, 0, "var a = State.open\npublic import B\n"),
    Sample(.documentation, 1, "/// A.\nopen class A {\n    public class func b() {}\n}"),
    Sample(.documentation, 1, "    public static func a() {}"),
]

private let textSamples = [
    Sample(.columns, 1, String(repeating: "a", count: 101)),
    Sample(.columns, 0, String(repeating: "ä", count: 100)),
    Sample(.trailingSpace, 2, ["let a = 1 ", "\t", "let b = 2"].joined(separator: "\n")),
    Sample(.trailingSpace, 0, "let a = 1\n\n"),
    Sample(.leftovers, 2, "// TODO: later\nlet a = 1 /* FIXME */"),
    Sample(.leftovers, 0, "let a = \"TODO\" // done"),
    Sample(.testNames, 1, "@Test func a() {}"),
    Sample(.testNames, 1, "@Test(\"addition\") func a() {}"),
    Sample(.testNames, 1, "@Test(\"adds two numbers\") func a() {}"),
    Sample(.testNames, 1, "@Test(\"Two numbers are added.\") func a() {}"),
    Sample(.testNames, 1, "@Test(arguments: [1]) func a(_ b: Int) {}"),
    Sample(.testNames, 0, "@Test(\n    \"Two numbers are added\", arguments: [1])\nfunc a() {}"),
    Sample(
        .testNames,
        0,
        "@Suite(\"A sum\") struct A {\n@Test(\"adds two numbers\") func a() {}\n}"
    ),
]

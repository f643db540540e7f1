import Documents
import MeterModels
import Testing

@Suite("Reading a front")
struct PanelReaderTests {
    private static let front = """
        {
          "evidence": "official", "source": "own",
          "display": { "kind": "segments", "digits": 8 },
          "formats": { "kWh": { "digits": 8, "scales": [{ "prefix": "k", "decimals": 2 }] } },
          "keys": [
            { "name": "up", "symbol": "UP",
              "does": [{ "in": "reading", "do": "nextPage" },
                       { "in": "reading", "at": "tot", "held": "3s", "do": "open",
                         "menu": "SEtuP" },
                       { "in": "reading", "held": "3s", "do": "home" }] }
          ],
          "ring": ["tot"],
          "menus": {
            "SEtuP": { "title": "Setup", "setup": {},
                       "pages": [{ "title": "CT",
                                   "rows": [{ "setting": "currentTransformerPrimary" }] }] },
            "tot": { "title": "Totals",
                     "pages": [{ "title": "Energy",
                                 "rows": [{ "quantity": "energy.active.import.total",
                                            "format": "kWh" }] }] }
          }
        }
        """

    private func sample() throws -> JSONValue {
        let front = try JSONValue.parse(Array(Self.front.utf8), file: "front.json")
        return try Sample.value().setting("panel", to: front)
    }

    private func faults(_ path: String, _ value: JSONValue?) throws -> [String] {
        try Sample.read(sample().setting("panel/" + path, to: value)).faults.map(\.description)
    }

    /// Expects a fault whose place and words are these.
    private func expect(
        _ path: String,
        _ value: JSONValue?,
        says words: String,
        at place: String? = nil
    ) throws {
        let found = try faults(path, value)
        let start = "sample.json: /panel" + (place ?? "/" + path) + ": "
        #expect(found.contains { $0.hasPrefix(start) && $0.contains(words) }, "\(found)")
    }

    @Test("Menus stand with those of the ring first, and keys know the longest time that passed")
    func right() throws {
        let result = try Sample.read(sample())
        #expect(result.faults == [])
        let panel = try #require(result.model?.panel)
        #expect(panel.menus.map(\.name) == ["tot", "SEtuP"] && panel.ringCount == 1)
        let key = try #require(panel.key("up"))
        #expect(key.binding(at: .reading, menu: 0, held: 0)?.move == .nextPage)
        #expect(key.binding(at: .reading, menu: 0, held: 2999)?.move == .nextPage)
        #expect(key.binding(at: .reading, menu: 0, held: 3000)?.move == .open)
        #expect(key.binding(at: .reading, menu: 1, held: 3000)?.move == .home)
        #expect(key.binding(at: .editing, menu: 0, held: 0) == nil)
        #expect(key.longPress(at: .reading, menu: 0) == 3000)
        #expect(key.longPress(at: .editing, menu: 0) == nil)
    }

    @Test("What a front refers to must be there, and is named where it is not")
    func references() throws {
        let pages = "menus/tot/pages/0/rows/0"
        try expect("ring/0", .string("tox"), says: "is no menu; did you mean \"tot\"?")
        try expect(pages + "/format", .string("kWx"), says: "is no format; did you mean \"kWh\"?")
        try expect(pages + "/quantity", .string("energy.x"), says: "is no quantity")
        try expect("source", .string("owl"), says: "is no source; did you mean \"own\"?")
        try expect(
            "menus/SEtuP/pages/0/rows/0/setting",
            .string("parety"),
            says: "is no setting; did you mean \"parity\"?"
        )
        try expect("keys/0/does/1/menu", .string("x"), says: "is no menu")
        try expect(
            "keys/0/together",
            .array([.string("up"), .string("on")]),
            says: "is no key",
            at: "/keys/0/together/1"
        )
        try expect(
            "menus/SEtuP/setup/code",
            .object(["setting": .string("pin")]),
            says: "is no setting",
            at: "/menus/SEtuP/setup/code/setting"
        )
    }

    @Test("What makes no sense together is refused")
    func sense() throws {
        try expect("source", nil, says: "without source or note", at: "")
        try expect(
            "menus/tot/pages/0/rows/0/text",
            .string("x"),
            says: "only one of them",
            at: "/menus/tot/pages/0/rows/0"
        )
        try expect("menus/tot/pages/0/rows/0", .object([:]), says: "says not what it shows")
        try expect("menus/tot/pages/0/rows/0/digits", .integer(3), says: "unknown key")
        try expect(
            "menus/tot/pages/0/rows/0/quantity",
            .string("tariff"),
            says: "has a position in \"k\"",
            at: "/menus/tot/pages/0/rows/0/format"
        )
        try expect(
            "formats/kWh/as",
            .string("hoursAndMinutes"),
            says: "in hours and minutes",
            at: "/menus/tot/pages/0/rows/0/format"
        )
        try expect(
            "leds",
            .array([
                .object([
                    "name": .string("l"), "title": .string("L"), "shows": .string("pulses"),
                ])
            ]),
            says: "see /pulses/led",
            at: "/leds/0/shows"
        )
        try expect("keys/0/does/0/menu", .string("tot"), says: "is there for \"open\"")
    }

    @Test("A model without a front has a plain one from what it measures")
    func plain() throws {
        let model = try Sample.model()
        #expect(model.panel.evidence == .assumed)
        let pages = try #require(model.panel.menus.first).pages
        #expect(
            pages.map(\.title) == [
                "energy.active.import.partial", "power.active.total", "voltage.l1",
            ]
        )
    }

    @Test("Every shipped model has a front with a page and a key, and says how sure it is")
    func shipped() throws {
        for name in ModelFileTests.names {
            let panel = try Repository.model(name).panel
            #expect(panel.ringCount > 0 && panel.menus.count >= panel.ringCount, "\(name)")
            #expect(panel.menus.allSatisfy { !$0.pages.isEmpty }, "\(name)")
            #expect(!panel.keys.isEmpty, "\(name)")
            let isFounded = panel.evidence == .assumed || panel.source != nil
            #expect(isFounded || panel.note != nil, "\(name)")
        }
        #expect(try Repository.model("socomec-countis-e44").panel.evidence == .official)
        #expect(try Repository.model("eastron-sdm120").panel.evidence == .assumed)
    }
}

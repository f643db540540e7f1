import Documents
import Metrology

/// What the parts of a front refer to.
struct PanelContext {
    let parts: MeterModelParts
    var formats: [String: NumberFormat] = [:]
    var menuNames: [String] = []

    /// The place of the menu whose name stands here.
    func menu(_ node: Node) -> Int? {
        guard let name = node.string("the name of a menu") else { return nil }
        if let place = menuNames.firstIndex(of: name) { return place }
        node.report("\"\(name)\" is no menu\(Spelling.hint(for: name, among: menuNames))")
        return nil
    }

    /// The place of the setting whose name stands here.
    func setting(_ node: Node) -> Int? {
        guard let name = node.string("the name of a setting") else { return nil }
        let names = parts.settings.map(\.name)
        if let place = names.firstIndex(of: name) { return place }
        node.report("\"\(name)\" is no setting\(Spelling.hint(for: name, among: names))")
        return nil
    }
}

/// Reads the front of a device: `panel`.
enum PanelReader {
    static func read(_ node: Node?, _ parts: MeterModelParts) -> PanelDesign? {
        guard let panel = node?.object("the front of the device") else { return nil }
        var context = PanelContext(parts: parts)
        var design = PanelDesign(evidence: .assumed)
        readEvidence(panel, &design, context)
        panel.optional("housing").map { design.housing = housing($0) }
        design.display = panel.optional("display").flatMap(display)
        if let formats = panel.optional("formats")?.object("formats of numbers by name") {
            for (name, node) in formats.each() {
                context.formats[name] = NumberFormatReader.read(node)
            }
        }
        design.icons = list(panel.optional("icons"), "signs on the display", icon)
        design.leds = list(panel.optional("leds"), "lamps") { led($0, context) }
        reportTwins(panel.optional("leds"), design.leds.map(\.name), "lamp")
        readMenus(panel, &design, &context)
        design.keys = PanelKeyReader(context: context).keys(panel.optional("keys"))
        design.timeout = panel.optional("timeout")?.milliseconds(in: 1000...86_400_000)
        panel.finish()
        return design
    }

    private static func readEvidence(
        _ panel: ObjectReader,
        _ design: inout PanelDesign,
        _ context: PanelContext
    ) {
        let evidence = panel.required("evidence", "official, derived or assumed")?
            .choice(of: Evidence.self)
        design.source = panel.optional("source")
            .flatMap { SourceReference.read($0, context.parts.sources) }
        design.note = panel.optional("note")?.string()
        guard let evidence else { return }
        design.evidence = evidence
        if evidence != .assumed, !panel.has("source"), !panel.has("note") {
            panel.node.report(
                "is \(evidence.rawValue) without source or note; one says where it is from"
            )
        }
    }

    private static func readMenus(
        _ panel: ObjectReader,
        _ design: inout PanelDesign,
        _ context: inout PanelContext
    ) {
        guard
            let menus = panel.required("menus", "the pages that can be read")?
                .object("menus by name")
        else { return }
        let nodes = menus.each()
        let ring = ring(
            panel.required("ring", "the menus that follow each other"),
            nodes.map(\.key)
        )
        design.ringCount = ring.count
        context.menuNames = ring + nodes.map(\.key).filter { !ring.contains($0) }
        let reader = PanelMenuReader(context: context)
        let found = nodes.compactMap { name, node in reader.menu(name, node) }
        design.menus = context.menuNames.compactMap { name in
            found.first { $0.name == name }
        }
    }

    /// The names of the menus in the ring, in their order.
    private static func ring(_ node: Node?, _ names: [String]) -> [String] {
        var ring: [String] = []
        let entries = node?.array("names of menus") ?? []
        if let node, case .array = node.value, entries.isEmpty {
            node.report("is empty; at least one menu")
        }
        for entry in entries {
            guard let name = entry.string("the name of a menu") else { continue }
            if !names.contains(name) {
                entry.report("\"\(name)\" is no menu\(Spelling.hint(for: name, among: names))")
            } else if ring.contains(name) {
                entry.report("stands above already; each menu once")
            } else {
                ring.append(name)
            }
        }
        return ring
    }

    private static func housing(_ node: Node) -> PanelHousing {
        var housing = PanelHousing()
        guard let reader = node.object("what it is built into") else { return housing }
        housing.modules = reader.optional("modules")?.integer("modules", in: 1...24)
        reader.optional("colour")?.choice().map { housing.colour = $0 }
        reader.finish()
        return housing
    }

    private static func display(_ node: Node) -> PanelDisplay? {
        guard let reader = node.object("a display") else { return nil }
        var display = PanelDisplay()
        reader.required("kind", "segments or text")?.choice().map { display.kind = $0 }
        reader.optional("rows")?.integer("rows", in: 1...16).map { display.rows = $0 }
        reader.required("digits", "how many a row has")?.integer("digits", in: 1...40)
            .map { display.digits = $0 }
        display.backlight = reader.optional("backlight")?.milliseconds(in: 1000...3_600_000)
        reader.finish()
        return display
    }

    private static func icon(_ node: Node) -> PanelIcon? {
        guard let reader = node.object("a sign with \"shows\", \"symbol\" and \"title\"") else {
            return nil
        }
        let sign = reader.required("shows", "what it tells")?.choice(of: PanelSign.self)
        let symbol = reader.required("symbol")?.string()
        let title = reader.required("title")?.string()
        let flashes = reader.optional("flashes")?.bool()
        reader.finish()
        guard let sign, let symbol, let title else { return nil }
        return PanelIcon(sign: sign, symbol: symbol, title: title, flashes: flashes ?? false)
    }

    private static func led(_ node: Node, _ context: PanelContext) -> PanelLED? {
        guard let reader = node.object("a lamp") else { return nil }
        let name = reader.required("name")?.string()
        let title = reader.required("title")?.string()
        let shows = reader.required("shows", "what lets it shine")
        let source = shows?.choice(of: PanelLED.Source.self)
        let colour = reader.optional("colour")?.choice(of: PanelLED.Colour.self)
        reader.finish()
        if source == .pulses, !context.parts.design.hasLamp {
            shows?.report("needs the pulses of a lamp; see /pulses/led")
        }
        guard let name, let title, let source else { return nil }
        return PanelLED(name: name, title: title, source: source, colour: colour ?? .red)
    }

    private static func list<Part>(
        _ node: Node?,
        _ what: String,
        _ read: (Node) -> Part?
    ) -> [Part] {
        (node?.array("a list of \(what)") ?? []).compactMap(read)
    }

    /// Complains of what has the name of something above it.
    static func reportTwins(_ node: Node?, _ names: [String], _ what: String) {
        for (place, name) in names.enumerated() where names[..<place].contains(name) {
            node?.report("the \(what) \"\(name)\" stands above already; each \(what) once")
        }
    }
}

/// Reads how numbers are written.
enum NumberFormatReader {
    private enum Manner: String, CaseIterable { case number, hoursAndMinutes }

    static func read(_ node: Node) -> NumberFormat? {
        guard let reader = node.object("a format of numbers") else { return nil }
        let digits = reader.required("digits", "how many there are")?
            .integer("digits", in: 1...20)
        let manner = reader.optional("as")?.choice(of: Manner.self)
        let zeros = reader.optional("leadingZeros")?.bool()
        let sign = reader.optional("sign")?.bool()
        let list = reader.optional("scales")
        let nodes = list?.array("positions of unit and point") ?? []
        if let list, case .array = list.value, nodes.isEmpty {
            list.report("is empty; at least one position")
        }
        let scales = nodes.compactMap(scale)
        reader.finish()
        return digits.map {
            NumberFormat(
                digits: $0,
                hasLeadingZeros: zeros ?? false,
                hasSign: sign ?? true,
                isHoursAndMinutes: manner == .hoursAndMinutes,
                scales: scales.isEmpty ? [NumberFormat.Scale("", 0)] : scales
            )
        }
    }

    private static func scale(_ node: Node) -> NumberFormat.Scale? {
        guard let reader = node.object("a position such as { \"prefix\": \"k\", \"decimals\": 2 }")
        else { return nil }
        let prefix = reader.optional("prefix")?
            .word(of: ["": "", "m": "m", "k": "k", "M": "M", "G": "G"])
        let decimals = reader.optional("decimals")?.integer("decimals", in: 0...6)
        reader.finish()
        return NumberFormat.Scale(prefix ?? "", decimals ?? 0)
    }
}

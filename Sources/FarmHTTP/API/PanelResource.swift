internal import Documents
internal import FarmCore
internal import Hummingbird
internal import MeterModels
internal import SimulatedTime

extension FarmAPI {
    /// `/v1/meters/METER/panel` and its keys.
    func addPanel(to routes: inout Routes) {
        routes.get("/v1/meters/:meter/panel") { [self] request, context in
            _ = try Query(request, [])
            let place = try index.meter(context.parameters.require("meter"))
            return try await panel(place).response
        }
        routes.post("/v1/meters/:meter/panel/keys") { [self] request, context in
            let place = try index.meter(context.parameters.require("meter"))
            let (key, press) = try await request.read { node in node.keyPress }
            do {
                let words = try await farm.press(key, press, bus: place.bus, place: place.place)
                tell(of: words.deeds, place, at: words.instant, by: .panel)
            } catch let error as DeedRefusal {
                throw refusal(error, plan.meters[place.number])
            } catch let error as PanelRefusal {
                throw Problem(.unprocessableContent, "\(error)")
            }
            return try await panel(place).response
        }
    }

    private func panel(_ place: MeterIndex.Place) async throws -> JSONOutput {
        let model = plan.meters[place.number].model
        let (view, at) = try await farm.onBus(place.bus) { bus, now in
            (bus.panel(ofMeterAt: place.place, at: now), now)
        }
        guard let view else { throw Problem(.notFound, "there is no such meter any more") }
        return view.output(of: model, at: at)
    }
}

extension Node {
    /// A key with how long it is pressed; nil after complaints.
    fileprivate var keyPress: (String, PanelPress)? {
        guard let object = object("an object with \"key\"") else { return nil }
        let key = object.required("key")?.string("the name of a key")
        let word = object.optional("press")?.string("short or long")
        object.finish()
        switch word {
        case "short", nil: return key.map { ($0, .short) }
        case "long": return key.map { ($0, .long) }
        default:
            object.optional("press")?.report("is no press; short or long")
            return nil
        }
    }
}

extension PanelView {
    fileprivate func output(of model: MeterModel, at instant: Instant) -> JSONOutput {
        let digits = display?.digits ?? 0
        return [
            "at": .instant(instant), "title": .text(model.name), "vendor": .text(model.vendor),
            "evidence": .text(evidence.rawValue), "source": .text(optional: source),
            "note": .text(optional: note), "powered": .bool(isAlive),
            "housing": [
                "modules": housing.modules.map { .integer($0) } ?? .null,
                "colour": .text(housing.colour.rawValue),
            ],
            "display": [
                "kind": .text(display?.kind.rawValue ?? "none"),
                "rows": .integer(display?.rows ?? 0), "digits": .integer(digits),
                "lit": .bool(isLit),
            ],
            "rows": .array(rows.map { $0.output(digits: digits) }),
            "icons": .array(icons.map(\.output)), "keys": .array(keys.map(\.output)),
            "leds": .array(leds.map(\.output)), "menu": place.output,
        ]
    }
}

extension PanelView.Row {
    fileprivate func output(digits: Int) -> JSONOutput {
        [
            "text": .text(text), "unit": .text(unit), "label": .text(label),
            "digits": .integer(digits), "cursor": cursor.map { .integer($0) } ?? .null,
            "blinks": .bool(isEdited),
        ]
    }
}

extension PanelView.Icon {
    fileprivate var output: JSONOutput {
        [
            "icon": .text(sign.rawValue), "text": .text(symbol), "title": .text(title),
            "on": .bool(isOn), "blinks": .bool(flashes),
        ]
    }
}

extension PanelView.Key {
    fileprivate var output: JSONOutput {
        [
            "key": .text(name), "symbol": .text(symbol), "title": .text(title),
            "together": .array(together.map { .text($0) }), "behind": .text(optional: behind),
            "hold": long.map { .number(Double($0.microseconds) / 1e6) } ?? .null,
        ]
    }
}

extension PanelView.LED {
    fileprivate var output: JSONOutput {
        [
            "led": .text(name), "title": .text(title), "colour": .text(colour.rawValue),
            "constant": constant.output, "rate": rate.output, "on": .bool(isOn),
            "lastPulse": lastPulse.map { .instant($0) } ?? .null,
        ]
    }
}

extension PanelView.Place {
    fileprivate var output: JSONOutput {
        [
            "path": .array([menu].filter { !$0.isEmpty }.map { .text($0) }),
            "title": .text(title), "page": .integer(number), "pages": .integer(count),
            "shows": .text(page), "stage": .text(stage.rawValue),
            "editing": .bool(stage == .editing),
        ]
    }
}

internal import Documents
internal import FarmCore
internal import HTTPTypes
internal import Hummingbird
internal import LoadProfiles
internal import MeterModels
internal import Metrology
internal import SimulatedTime

extension FarmAPI {
    /// `/v1/events`: what happens, as it happens.
    func addEvents(to routes: inout Routes) {
        routes.get("/v1/events") { [self] request, context in
            let wish = try EventWish(Query(request, EventWish.parameters), self)
            guard let place = desk.enter() else {
                throw Problem(
                    .serviceUnavailable,
                    "\(StreamDesk.limit) streams of events are open; no more at a time"
                )
            }
            let channel = context.channel
            let body = ResponseBody { writer in
                defer { withExtendedLifetime(place) {} }
                let watch = ReaderWatch(channel)
                watch.start()
                defer { watch.stop() }
                var stream = EventStream(self, wish, watch, on: channel.eventLoop)
                try await stream.run(&writer)
                try await writer.finish(nil)
            }
            return Response(
                status: .ok,
                headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
                body: body
            )
        }
    }

    /// The values and the health of meters in their order.
    ///
    /// - Parameter quantities: patterns of names; nil for those of a row of the list.
    func readings(
        _ places: [MeterIndex.Place],
        _ quantities: String?
    ) async throws -> (rows: [(number: Int, output: JSONOutput)], at: Instant) {
        let (outputs, at) = try await look(at: places) { bus, place, now, veil in
            bus.reading(place, on: now, quantities, veil)
        }
        let rows = places.compactMap { place in
            outputs[place.number].map { (number: place.number, output: $0) }
        }
        return (rows, at)
    }
}

extension Bus {
    /// The values and the health of a meter.
    fileprivate func reading(
        _ place: MeterIndex.Place,
        on now: Instant,
        _ quantities: String?,
        _ veil: LessonVeil?
    ) -> JSONOutput? {
        guard let row = row(place, on: now, veil) else { return nil }
        return withMeter(place: place.place, on: now) { meter in
            var values = row.values
            if let quantities {
                let names = meter.model.catalogue.names.filter {
                    MeterPattern.matches(quantities, $0)
                }
                values = .object(names.map { ($0, meter.output($0)) })
            }
            return [
                "name": .text(meter.name), "values": values, "health": row.health.output,
            ]
        }
    }
}

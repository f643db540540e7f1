internal import Documents
internal import FarmCore
internal import Hummingbird
internal import MeterModels
internal import NIOCore
internal import SimulatedTime

extension FarmAPI {
    /// `/v1`, `/v1/openapi.json`, `/v1/farm`, `/v1/ports`.
    func addFarm(to routes: inout Routes) {
        routes.get("/v1") { [farm] request, _ in
            _ = try Query(request, [])
            let names = [
                "farm", "clock", "buses", "ports", "meters", "faults", "loads", "scenarios", "runs",
                "snapshots", "lessons", "webhooks",
                "openapi.json",
            ]
            let links = names.map { ($0, JSONOutput.text("/v1/\($0)")) }
            let answer: JSONOutput = [
                "name": .text(farm.plan.name), "version": .text(farm.facts.version),
                "links": .object(links),
            ]
            return answer.response
        }
        routes.get("/v1/openapi.json") { [document] request, _ in
            _ = try Query(request, [])
            return Response(
                status: .ok,
                headers: [.contentType: "application/json"],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: document))
            )
        }
        routes.get("/v1/farm") { [self] request, _ in
            _ = try Query(request, [])
            return facts.response
        }
        routes.get("/v1/ports") { [farm] request, _ in
            let page = try Page(Query(request, Page.parameters))
            let found = farm.ports.filter { page.finds([$0.name, $0.bus, $0.wireProtocol]) }
            return page.output(page.part(of: found).map(\.output), total: found.count).response
        }
    }

    private var facts: JSONOutput {
        let facts = farm.facts
        let models = Set(plan.meters.map(\.model.id)).count
        return [
            "name": .text(plan.name), "file": .text(facts.file),
            "version": .text(facts.version), "models": .integer(models),
            "seed": .digits("\(plan.seed.value)"), "durability": .text(plan.durability.rawValue),
            "start": .instant(farm.start),
            "counts": [
                "buses": .integer(index.buses.count), "meters": .integer(plan.meters.count),
                "ports": .integer(farm.ports.count),
            ],
            "state": [
                "kept": .bool(facts.stateDirectory != nil),
                "directory": .text(optional: facts.stateDirectory),
            ],
        ]
    }

    /// `/healthz` and `/readyz`: a farm that serves the API is both.
    func addHealth(to routes: inout Routes) {
        for (path, word) in [("/healthz", "ok\n"), ("/readyz", "ready\n")] {
            routes.get(path) { _, _ in
                Response(
                    status: .ok,
                    headers: [.contentType: "text/plain; charset=utf-8"],
                    body: ResponseBody(byteBuffer: ByteBuffer(string: word))
                )
            }
        }
    }
}

extension PortFacts {
    var output: JSONOutput {
        [
            "name": .text(name), "bus": .text(bus), "protocol": .text(wireProtocol),
            "place": .text(place),
        ]
    }
}

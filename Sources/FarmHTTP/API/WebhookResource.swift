internal import Documents
internal import FarmCore
internal import Hummingbird

extension FarmAPI {
    /// `/v1/webhooks`: addresses that are told what happens.
    func addWebhooks(to routes: inout Routes) {
        routes.get("/v1/webhooks") { [self] request, _ in
            let page = try Page(Query(request, ["limit", "after"]))
            let all = await webhooks.outputs()
            return page.output(Array(page.part(of: all)), total: all.count).response
        }
        routes.post("/v1/webhooks") { [self] request, _ in
            let given = try await request.read { node in
                let plan = WebhookPlan.read(node)
                checkMeters(plan?.meters, node)
                return plan
            }
            return try await kept { try await webhooks.add(given) }.response
        }
        routes.delete("/v1/webhooks/:webhook") { [self] _, context in
            let name = try context.parameters.require("webhook")
            try await kept { try await webhooks.remove(name) }
            return JSONOutput.done(try await farm.time().now).response
        }
    }

    /// Complains of a pattern that names none of the farm's meters.
    private func checkMeters(_ pattern: String?, _ node: Node) {
        guard let pattern, index.meters(pattern).isEmpty else { return }
        let names = plan.meters.map(\.name)
        node.log.report(
            node.pointer.appending("meters"),
            "\"\(pattern)\" names no meter of the farm\(Spelling.hint(for: pattern, among: names))"
        )
    }

    /// What is kept before it is answered; 503 where the disk takes nothing.
    private func kept<Result>(_ body: () async throws -> Result) async throws -> Result {
        do {
            return try await body()
        } catch DeedRefusal.disk {
            throw Problem.unkept
        }
    }
}

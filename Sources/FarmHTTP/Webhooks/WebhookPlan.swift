internal import Documents

/// An address that is told what happens: what somebody has asked for.
struct WebhookPlan: Sendable {
    /// What it can be told of.
    enum Topic: String, Sendable, CaseIterable {
        case changes, faults, frames
    }

    /// Its name.
    let name: String
    /// Where to.
    let address: WebAddress
    /// Of what, in the order in which it was asked for.
    let topics: [Topic]
    /// Only of these meters, a pattern; nil for all.
    let meters: String?
    /// What is sent with each delivery to say who sends; never shown again.
    let token: String?

    /// The kinds of events that are wanted.
    var wish: Set<EventWish.Topic> {
        Set(
            topics.map { topic in
                switch topic {
                case .changes: .changes
                case .faults: .faults
                case .frames: .frames
                }
            }
        )
    }
}

extension WebhookPlan {
    /// What everybody may see of it.
    var members: [(String, JSONOutput)] {
        [
            ("webhook", .text(name)), ("url", .text(address.text)),
            ("topics", .array(topics.map { .text($0.rawValue) })),
            ("meters", .text(optional: meters)),
        ]
    }

    /// The webhooks as the text of a note: what was given, the tokens too.
    static func note(_ plans: [WebhookPlan]) -> String {
        let all = plans.map { plan -> JSONOutput in
            let shown = plan.members.filter { $0.0 != "meters" }
            let meters = plan.meters.map { [("meters", JSONOutput.text($0))] } ?? []
            let token = plan.token.map { [("token", JSONOutput.text($0))] } ?? []
            return .object(shown + meters + token)
        }
        return JSONOutput.array(all).text
    }

    /// The webhooks of a note; one that cannot be read is left out.
    static func plans(ofNote text: String) -> [WebhookPlan] {
        guard let value = try? JSONValue.parse(Array(text.utf8), file: "webhooks"),
            case .array(let entries) = value
        else { return [] }
        return entries.compactMap { entry in
            let log = FaultLog(file: "webhooks")
            let plan = WebhookPlan.read(Node(entry, log: log))
            return log.faults.isEmpty ? plan : nil
        }
    }
}

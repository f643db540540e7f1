import Documents

/// An explanation as lines: the way from the load to the words, and what is amiss.
enum ExplanationLines {
    private static let width = 12

    /// The lines of the steps and of the suspects in an answer.
    static func lines(_ answer: JSONValue) -> [String] {
        let steps = answer.elements(at: "steps").map { step in
            line(step.text(at: "stage") ?? "", step.text(at: "text") ?? "")
        }
        let suspects = answer.elements(at: "suspects").map { suspect in
            line("amiss", suspect.text(at: "text") ?? "")
        }
        return steps + suspects
    }

    private static func line(_ head: String, _ text: String) -> String {
        head + String(repeating: " ", count: max(width - head.count, 1)) + text
    }
}

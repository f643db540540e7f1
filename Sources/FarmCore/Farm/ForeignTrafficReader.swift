internal import Documents
internal import LoadProfiles
internal import SimulatedTime

/// Reads what another master polls on the same cable.
enum ForeignTrafficReader {
    /// What is asked when nothing is said: two registers from 0.
    private static let usualRequest: [UInt8] = [3, 0, 0, 0, 2]

    /// The poll at a node.
    static func read(_ node: Node) -> LineConditions.ForeignTraffic? {
        guard let object = node.object("a poll of another master") else { return nil }
        let every = object.required("every", "the time from one request to the next")?
            .timeSpan(in: LinePlanReader.intervals)
        let unit = object.required("unit", "the address that is asked")?
            .integer("an address", in: 1...247)
        let requestNode = object.optional("request")
        let request = requestNode.map(pdu) ?? usualRequest
        let answered = object.optional("answered").map { $0.bool() } ?? true
        let answerNode = object.optional("answer")
        object.finish(allowing: ["description"])
        guard let request, let answered else { return nil }
        var answer: [UInt8]?
        if let answerNode {
            answer = pdu(answerNode)
            if !answered {
                answerNode.report("is there while \"answered\" is false; leave one out")
            }
        } else if answered {
            answer = usualAnswer(to: request)
            if answer == nil {
                node.report(
                    "\"answer\" is missing: what this request is answered with is not known; give "
                        + "it as hexadecimal digits, or \"answered\": false"
                )
            }
        }
        guard let every, let unit else { return nil }
        return LineConditions.ForeignTraffic(
            every: every,
            unit: UInt8(truncatingIfNeeded: unit),
            request: request,
            answer: answer
        )
    }

    /// The bytes of a request or an answer from the function code on.
    private static func pdu(_ node: Node) -> [UInt8]? {
        let what = "hexadecimal digits from the function code on, such as \"03 00 00 00 0A\""
        guard let text = node.string(what) else { return nil }
        guard let bytes = HexadecimalBytes.bytes(of: text) else {
            node.report("\"\(text)\" is not understood; \(what)")
            return nil
        }
        guard (1...253).contains(bytes.count) else {
            node.report("has \(bytes.count) bytes; 1 to 253 from the function code on")
            return nil
        }
        return bytes
    }

    /// What a device answers to the usual requests: counting registers, bits that are off, the
    /// echo of a write; nil for anything else.
    private static func usualAnswer(to request: [UInt8]) -> [UInt8]? {
        guard let code = request.first, request.count >= 5 else { return nil }
        let count = Int(request[3]) << 8 | Int(request[4])
        switch code {
        case 1, 2:
            guard (1...2000).contains(count), request.count == 5 else { return nil }
            let size = (count + 7) / 8
            return [code, UInt8(size)] + [UInt8](repeating: 0, count: size)
        case 3, 4:
            guard (1...125).contains(count), request.count == 5 else { return nil }
            return [code, UInt8(2 * count)] + (0..<count).flatMap { [0, UInt8($0)] }
        case 5, 6: return request.count == 5 ? request : nil
        case 15, 16: return Array(request.prefix(5))
        default: return nil
        }
    }
}

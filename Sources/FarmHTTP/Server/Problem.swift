internal import Documents
internal import FarmCore
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// Why a request came to nothing, as RFC 9457 has it.
struct Problem: Error {
    /// One thing that is wrong with the request.
    struct Place {
        /// A JSON pointer into the body, or the name of a parameter.
        let pointer: String
        /// What is wrong, what is allowed, the nearest right spelling.
        let message: String
    }

    let status: HTTPResponse.Status
    let detail: String
    var places: [Place] = []
    var headers = HTTPFields()

    init(_ status: HTTPResponse.Status, _ detail: String, _ places: [Place] = []) {
        self.status = status
        self.detail = detail
        self.places = places
    }

    /// What is wrong with a body that was read.
    init(_ status: HTTPResponse.Status, _ faults: [Fault]) {
        let places = faults.map { Place(pointer: "\($0.pointer)", message: $0.message) }
        self.init(
            status,
            places.first.map { "\($0.pointer): \($0.message)" } ?? "",
            places
        )
    }

    /// What can reach nobody in the farm, or means nothing there.
    ///
    /// - Parameter skipped: how many of the keys to it are not in the body.
    init(_ misaim: Misaim, skipping skipped: Int = 0) {
        let pointer = "/" + misaim.path.dropFirst(skipped).joined(separator: "/")
        self.init(
            .unprocessableContent,
            "\(pointer): \(misaim.text)",
            [Place(pointer: pointer, message: misaim.text)]
        )
    }

    /// The problem with one key less in its pointers: the one that was put in for the reader.
    func without(_ key: String) -> Problem {
        guard status == .unprocessableContent, !places.isEmpty else { return self }
        let places = places.map { place in
            var tokens = place.pointer.split(separator: "/")
            if let found = tokens.firstIndex(where: { $0 == key }) { tokens.remove(at: found) }
            let pointer = "/" + tokens.joined(separator: "/")
            return Place(pointer: pointer, message: place.message)
        }
        return Problem(
            status,
            places.first.map { "\($0.pointer): \($0.message)" } ?? detail,
            places
        )
    }

    /// A parameter that is wrong.
    static func parameter(_ name: String, _ message: String) -> Problem {
        Problem(.badRequest, "\(name): \(message)", [Place(pointer: name, message: message)])
    }

    /// Something that is not there.
    static func missing(_ what: String, _ name: String, among names: [String]) -> Problem {
        let hint = Spelling.hint(for: name, among: names)
        return Problem(.notFound, "there is no \(what) \"\(name)\"\(hint)")
    }

    var response: Response {
        var members: [(String, JSONOutput)] = [
            ("type", "about:blank"), ("title", .text(status.reasonPhrase)),
            ("status", .integer(Int64(status.code))), ("detail", .text(detail)),
        ]
        if !places.isEmpty {
            let list = places.map { place -> JSONOutput in
                ["pointer": .text(place.pointer), "message": .text(place.message)]
            }
            members.append(("problems", .array(list)))
        }
        var headers = headers
        headers[.contentType] = "application/problem+json"
        return Response(
            status: status,
            headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: JSONOutput.object(members).bytes))
        )
    }
}

extension JSONOutput {
    /// The value as the answer to a request.
    var response: Response {
        Response(
            status: .ok,
            headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        )
    }
}

internal import HTTPTypes
internal import Hummingbird

/// Who may ask at all.
///
/// A page of another site cannot steer a farm: the Host must not be a name that anybody could
/// let point here, and a request of a page must come from our own.
struct Guard<Context: RequestContext>: RouterMiddleware {
    /// The token that every request must carry; nil where none is needed.
    let token: [UInt8]?
    /// Names by which the machine is known besides its addresses.
    let names: Set<String>
    /// Whether a path may be asked for without a token.
    let isOpen: @Sendable (String) -> Bool

    @concurrent func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard let authority = request.head.authority, isOurs(authority) else {
            throw Problem(
                .forbidden,
                "the Host of the request is not this farm's; ask by address, or as localhost"
            )
        }
        if let origin = request.headers[.origin], origin != "http://\(authority)" {
            throw Problem(.forbidden, "pages of \(origin) may not ask this farm")
        }
        if let token, !isOpen(request.uri.path), !carries(token, request.headers[.authorization]) {
            var problem = Problem(
                .unauthorized,
                "a token is needed: Authorization: Bearer …"
            )
            problem.headers[.wwwAuthenticate] = "Bearer realm=\"meterfarm\""
            throw problem
        }
        return try await next(request, context)
    }

    /// Whether a Host names an address or this very machine, with any port.
    func isOurs(_ authority: String) -> Bool {
        if authority.hasPrefix("[") { return true }
        let host = authority.split(separator: ":", maxSplits: 1).first.map(String.init) ?? ""
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        if parts.count == 4, parts.allSatisfy({ UInt8($0) != nil }) { return true }
        return names.contains(host.lowercased())
    }

    /// Whether a header carries the token.
    func carries(_ token: [UInt8], _ header: String?) -> Bool {
        guard let given = header, given.hasPrefix("Bearer ") else { return false }
        let bytes = Array(given.utf8.dropFirst(7))
        // As long for a wrong one as for the right one.
        var difference = UInt8(bytes.count == token.count ? 0 : 1)
        for (place, byte) in token.enumerated() {
            difference |= byte ^ (place < bytes.count ? bytes[place] : 0)
        }
        return difference == 0
    }
}

/// Turns whatever was thrown into a problem.
struct Problems<Context: RequestContext>: RouterMiddleware {
    @concurrent func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let problem as Problem {
            return problem.response
        } catch let error as HTTPError where error.status == .notFound {
            return Problem(.notFound, "there is nothing at \(request.uri.path)").response
        } catch let error as HTTPError {
            return Problem(error.status, error.body ?? error.status.reasonPhrase).response
        } catch {
            return Problem(.serviceUnavailable, "\(error)").response
        }
    }
}

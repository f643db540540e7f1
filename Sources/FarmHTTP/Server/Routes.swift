internal import HTTPTypes
internal import Hummingbird

/// The routes of the API: every path knows its methods, and says so to any other.
struct Routes {
    typealias Context = FarmRequestContext
    typealias Handler = @Sendable (Request, Context) async throws -> Response

    private var paths: [(path: String, methods: [(HTTPRequest.Method, Handler)])] = []

    /// Adds a method of a path.
    mutating func on(_ method: HTTPRequest.Method, _ path: String, _ handler: @escaping Handler) {
        if let place = paths.firstIndex(where: { $0.path == path }) {
            paths[place].methods.append((method, handler))
        } else {
            paths.append((path, [(method, handler)]))
        }
    }

    mutating func get(_ path: String, _ handler: @escaping Handler) { on(.get, path, handler) }
    mutating func post(_ path: String, _ handler: @escaping Handler) { on(.post, path, handler) }
    mutating func put(_ path: String, _ handler: @escaping Handler) { on(.put, path, handler) }
    mutating func patch(_ path: String, _ handler: @escaping Handler) { on(.patch, path, handler) }
    mutating func delete(_ path: String, _ handler: @escaping Handler) {
        on(.delete, path, handler)
    }

    private static let all: [HTTPRequest.Method] =
        [
            .get, .post, .put, .patch, .delete, .options, .trace, .connect,
        ] + [HTTPRequest.Method("QUERY")].compactMap(\.self)

    /// Hands the routes to a router.
    func add(to router: Router<Context>) {
        for (path, methods) in paths {
            let allowed = methods.map(\.0.rawValue).sorted().joined(separator: ", ")
            for (method, handler) in methods {
                router.on(RouterPath(path), method: method, use: handler)
            }
            for method in Self.all where !methods.contains(where: { $0.0 == method }) {
                router.on(RouterPath(path), method: method) { _, _ -> Response in
                    var problem = Problem(.methodNotAllowed, "\(path) knows \(allowed)")
                    problem.headers[.allow] = allowed
                    throw problem
                }
            }
        }
    }
}

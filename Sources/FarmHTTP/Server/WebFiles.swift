internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// What the server hands out as it is.
public struct WebFiles: Sendable {
    /// The OpenAPI document of the control API.
    public var document: [UInt8]
    /// The folder of the console; nil for none.
    public var console: String?
    /// The script that draws charts; empty where it is not installed, and the console shows tables.
    public var charts: [UInt8]

    /// Files.
    public init(document: [UInt8], console: String?, charts: [UInt8]) {
        self.document = document
        self.console = console
        self.charts = charts
    }

    /// Whether a path is one of the console's, which anybody may fetch: it holds nothing of a farm
    /// and asks for the token itself.
    static func isOfConsole(_ path: String) -> Bool {
        path != "/v1" && !path.hasPrefix("/v1/") && path != "/metrics"
    }

    /// Hands out the console wherever the API has nothing.
    func addConsole(to router: Router<FarmRequestContext>) {
        guard let console else { return }
        router.add(
            middleware: FileMiddleware(
                console,
                cacheControl: CacheControl([(MediaType(type: .any), [.noCache])]),
                searchForIndexHtml: true
            )
        )
    }

    /// `/lib/chart.js`.
    func addCharts(to routes: inout Routes) {
        routes.get("/lib/chart.js") { [charts] _, _ in
            Response(
                status: .ok,
                headers: [
                    .contentType: "text/javascript; charset=utf-8", .cacheControl: "no-cache",
                ],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: charts))
            )
        }
    }
}

internal import Documents
internal import FarmCore
internal import FarmHTTP
internal import Foundation
internal import Logging

/// Opens the control API of a farm, where and as the user wants it.
struct HTTPService {
    /// Where the API is unless the user says otherwise.
    static let usualPlace = "127.0.0.1:8502"
    /// The script of Debian's package libjs-chart.js.
    static let charts = "/usr/share/javascript/chart.js/chart.min.js"
    /// The environment's variable with the token.
    static let tokenVariable = "METERFARM_TOKEN"

    private let options: RunOptions
    private let logger: Logger

    init(_ options: RunOptions, _ logger: Logger) {
        self.options = options
        self.logger = logger
    }

    /// What was asked for, before anything is opened; nil for no API.
    ///
    /// - Throws: ``RunRefusal`` for a place that is none, or that needs a token and has none.
    func server() throws(RunRefusal) -> FarmHTTPServer.Options? {
        guard options.http != "none" else { return nil }
        let place = options.http ?? Self.usualPlace
        guard let colon = place.lastIndex(of: ":"),
            let port = UInt16(place[place.index(after: colon)...])
        else {
            throw RunRefusal([
                "--http \"\(place)\" is no address; HOST:PORT such as \(Self.usualPlace), or none"
            ])
        }
        var host = String(place[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        let token = try token()
        guard token != nil || ["127.0.0.1", "::1", "localhost"].contains(host) else {
            throw RunRefusal([
                "--http \(place) can be reached from other machines: it needs a token, in the file "
                    + "of --http-token-file or in \(Self.tokenVariable)"
            ])
        }
        var server = FarmHTTPServer.Options(
            host: host,
            port: Int(port),
            token: token
        )
        server.names = [ProcessInfo.processInfo.hostName.lowercased()]
        return server
    }

    /// Begins to serve; nil where the usual place is taken already and the user asked for none.
    func open(
        _ server: FarmHTTPServer.Options,
        _ farm: RunningFarm,
        _ plan: FarmPlan,
        _ state: String?
    )
        async throws(RunRefusal) -> FarmHTTPServer?
    {
        let facts = FarmFacts(
            file: options.farm,
            version: ProgramVersion.text,
            stateDirectory: state
        )
        guard let document = document() else {
            try goWithout("web/openapi.json is missing beside the profiles")
            return nil
        }
        do {
            let opened = try await FarmHTTPServer.start(
                farm.control(plan, facts, library),
                server,
                files: WebFiles(
                    document: document,
                    console: file("console/index.html").map { String($0.dropLast(11)) },
                    charts: FileManager.default.contents(atPath: Self.charts).map(Array.init) ?? []
                ),
                on: farm.eventLoops,
                logger: Logger(label: "meterfarm.http") { _ in SwiftLogNoOpLogHandler() }
            )
            if server.token != nil { logger.notice("the control API wants its token") }
            return opened
        } catch {
            try goWithout("\(server.host):\(server.port) cannot be listened at: \(error)")
            return nil
        }
    }

    /// Runs without the API where the user has not asked for one.
    private func goWithout(_ reason: String) throws(RunRefusal) {
        guard options.http == nil else { throw RunRefusal(["--http: \(reason)"]) }
        logger.warning("no control API: \(reason); --http 127.0.0.1:0 takes any port")
    }

    private func token() throws(RunRefusal) -> String? {
        let text: String?
        if let path = options.httpTokenFile {
            guard let bytes = FileManager.default.contents(atPath: path) else {
                throw RunRefusal(["\(path): cannot be read; the file with the API's token"])
            }
            text = String(decoding: bytes, as: UTF8.self)
        } else {
            text = ProcessInfo.processInfo.environment[Self.tokenVariable]
        }
        guard let token = text?.trimmingCharacters(in: .whitespacesAndNewlines) else { return nil }
        guard token.count >= 16, token.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw RunRefusal([
                "the API's token has to have 16 characters at least, without spaces and accents"
            ])
        }
        return token
    }

    /// Where the farm's profiles are looked up.
    private var library: ProfileLibrary {
        DiskLibrary.make(named: options.profiles, near: options.farm)
    }

    /// The document that describes the API, beside the profiles.
    private func document() -> [UInt8]? {
        file("openapi.json").flatMap { FileManager.default.contents(atPath: $0) }.map(Array.init)
    }

    /// The path of a file of the web pages, beside the profiles.
    private func file(_ name: String) -> String? {
        library.roots.map { "\($0)/../web/\(name)" }
            .first { FileManager.default.isReadableFile(atPath: $0) }
    }
}

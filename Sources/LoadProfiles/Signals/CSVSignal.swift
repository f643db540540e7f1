import Documents
import SimulatedTime

/// `{ "csv": { "file": "day.csv", "column": "kW", "unit": "kW" } }`: a column of a file.
///
/// `time` names the column of the time stamps (the first unless given): RFC 3339, or local times
/// `2026-01-31 07:30[:00]` in the profile's zone. `separator` is `,`, `;`, a tab or `auto`;
/// decimal points and decimal commas are both read. `quantity` says what the column holds:
/// - `power` (the default; `unit` W, kW, MW): the value from its time stamp on. Other than powers
///   stand as they are; `scale` multiplies.
/// - `energyPerInterval` (Wh, kWh, MWh): the energy of the interval that begins at the stamp.
/// - `cumulativeEnergy` (Wh, kWh, MWh): a register read at the stamp; the differences count.
///
/// `interpolation` is `step` or, for `power`, `linear`. Stamps further apart than one and a half
/// times the `interval` (the commonest distance unless given) are a gap, and so are empty fields:
/// `gaps` is `hold` (the value stays; a register spreads what it counted), `zero` (after one
/// interval; a register's whole gap) or `error`. `end` says what holds outside: `hold` (first
/// value before, last after), `repeat` (all of it again, in elapsed time) or `stop` (0).
struct CSVSignal: SignalKind {
    static var keyword: String { "csv" }

    let series: SampledSeries
    let resolution: TimeSpan

    static func read(_ node: Node, in _: ObjectReader, scope: SignalScope) -> (any SignalKind)? {
        guard let options = CSVOptions.read(node) else { return nil }
        let isAbsolute = options.path.hasPrefix("/")
        let folder = isAbsolute ? "" : ProfileLibrary.folder(of: node.log.file)
        guard let bytes = scope.library.read(folder + options.path) else {
            options.file.report(
                "cannot read \"\(folder + options.path)\"; expected a CSV file, its path relative "
                    + "to this file"
            )
            return nil
        }
        var reading = CSVReading(options: options, zone: scope.zone)
        guard let rows = reading.rows(of: bytes) else { return nil }
        var maker = CSVSeries(options: options, rows: rows)
        guard let series = maker.series(range: scope.range, what: scope.what) else { return nil }
        return CSVSignal(series: series, resolution: scope.resolution)
    }

    func value(at moment: inout SignalMoment) -> Double {
        let (value, until) = series.sample(at: moment.instant, resolution: resolution)
        moment.limit(until)
        return value
    }
}

internal import LoadProfiles
public import MeterModels
public import Metrology
public import SimulatedTime

/// One virtual meter: load × installation × settings × time → registers.
///
/// A value without any I/O. It is advanced to an instant, commanded and read; what was done to it
/// and when decides its state, never how often it was looked at.
public struct MeterMachine {
    /// The model, shared by all its meters.
    public let model: MeterModel
    /// The name in the farm file.
    public let name: String
    /// The serial number on the plate.
    public let serialNumber: String
    /// What the electrician did.
    public internal(set) var installation: Installation
    /// What the meter counts.
    public internal(set) var registers: MeterRegisters
    /// What the meter sees at the moment.
    public internal(set) var measurement: Measurement
    /// The values of the model's settings, in the model's order.
    public internal(set) var settings: [Double]
    /// The grid instant up to which everything is booked.
    public internal(set) var bookedUntil: Instant
    /// How far the meter's own clock is ahead of the farm's.
    public internal(set) var clockOffset = TimeSpan.zero

    /// How many blocks the load curve's pointer stands behind the newest.
    var loadCurvePointer = 0
    /// What was last written to the load curve's command register.
    var loadCurveCommand: UInt16 = 0

    /// How often something was done to the meter.
    var changes: UInt64 = 0

    let load: CompiledLoad
    let tariffInput: CompiledSignal?
    let zone: CivilZone
    let step: TimeSpan

    var flows = Flows()
    var conditions: SiteConditions
    var pieceEnd: Instant
    var nextMidnight: Instant
    var ratios = ConfiguredRatios()
    var network: NetworkType
    /// The way from the site to the measuring elements, as wires and settings have it now.
    var stage: InputStage
    /// Whether the conditions have changed since the measurement was formed.
    var measurementIsStale = false
    var selectedTariff = 1
    var inputIsClosed = false
    var inputDecides = false

    /// A meter that is switched on for the first time.
    public init(_ plan: MeterPlan, at start: Instant) {
        let design = plan.model.design
        model = plan.model
        name = plan.name
        serialNumber = plan.serialNumber
        installation = plan.installation
        settings = plan.settings
        load = plan.load
        tariffInput = plan.tariffInput
        zone = plan.timeZone
        step = .milliseconds(max(design.refresh, 1))
        bookedUntil = start.floored(to: step)
        network = design.networks.first ?? .fourWireUnbalanced
        let midnight = plan.timeZone.nextMidnight(after: bookedUntil)
        nextMidnight =
            design.keepsPeriodEnergies ? midnight.ceiled(to: step) : .distantFuture
        registers = MeterRegisters(design)
        let piece = plan.load.piece(at: bookedUntil)
        conditions = piece.conditions
        pieceEnd = bookedUntil
        stage = InputStage(installation, ratios: ratios, network: network, design: design)
        measurement = stage.measurement(of: conditions)
        for (index, millijoules) in plan.presets { registers.preset(index, to: millijoules) }
        registers.setDemandPeriod(demandPeriod, design)
        applySettings()
        evaluate(at: bookedUntil)
        measure()
    }

    /// What registers depend on: the refresh step, and how often something was done to the meter.
    struct Version: Hashable {
        let bookedUntil: Instant
        let changes: UInt64
    }

    /// As long as it stays the same, so does every register but the clock's.
    var version: Version { Version(bookedUntil: bookedUntil, changes: changes) }

    /// What the maker decided.
    var design: MeterDesign { model.design }

    /// Brings the meter to an instant; an earlier one changes nothing.
    ///
    /// Registers change on the refresh grid only, so a partial step never exists. Between two
    /// changes of the load all steps are booked at once.
    public mutating func advance(to instant: Instant) {
        guard instant - bookedUntil >= step else { return }
        let target = instant.floored(to: step)
        var batch = StepBatch()
        while bookedUntil < target { advance(towards: target, &batch) }
        registers.settle(&batch)
        if measurementIsStale { formMeasurement() }
    }

    /// Goes on to the target or to the next change, whichever comes first.
    @inline(__always)
    private mutating func advance(towards target: Instant, _ batch: inout StepBatch) {
        let end = min(target, pieceEnd, nextMidnight)
        let span = end - bookedUntil
        let steps = span == step ? 1 : span.microseconds / step.microseconds
        registers.add(
            flows,
            start: bookedUntil.microseconds / 1000,
            steps: steps,
            to: &batch
        )
        bookedUntil = end
        if bookedUntil >= nextMidnight {
            registers.settle(&batch)
            beginDay()
        }
        if bookedUntil >= pieceEnd {
            // What selects the tariff is looked at now: what has passed belongs to the old one.
            if tariffInput != nil { registers.settle(&batch) }
            evaluate(at: bookedUntil)
        }
    }

    /// Looks at the load and the input at a grid instant and holds what is there.
    mutating func evaluate(at instant: Instant) {
        let piece = load.piece(at: instant)
        conditions = piece.conditions
        var end = piece.until
        if let tariffInput {
            let contact = tariffInput.piece(at: instant)
            end = min(end, contact.until)
            inputIsClosed = contact.value >= 0.5
            updateTariff()
        }
        pieceEnd = end - instant <= step ? instant + step : end.ceiled(to: step)
        count()
    }

    /// Forms the energy of one step from the conditions.
    @inline(__always)
    private mutating func count() {
        flows = stage.flows(of: conditions)
        measurementIsStale = true
    }

    /// Takes over a changed installation or setting from the next step on.
    mutating func measure() {
        stage = InputStage(installation, ratios: ratios, network: network, design: design)
        count()
        formMeasurement()
    }

    private mutating func formMeasurement() {
        measurement = stage.measurement(of: conditions)
        measurementIsStale = false
    }

    private mutating func beginDay() {
        let today = zone.civil(at: nextMidnight)
        registers.beginDay(week: today.date.weekday == .monday, month: today.date.day == 1)
        nextMidnight = zone.nextMidnight(after: nextMidnight).ceiled(to: step)
    }
}

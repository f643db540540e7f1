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
    /// The meter's own clock.
    public internal(set) var ownClock: MeterClock
    /// Whether the meter is supplied: without, it counts nothing and is silent.
    public internal(set) var isPowered = true
    /// How often its supply has come back: each time it begins anew, also on its ports.
    public internal(set) var powerCycles = 0
    /// The grid instant at which its supply came back last, or at which it was made.
    public internal(set) var poweredSince: Instant
    /// The grid instant at which its supply went last, or at which it was made.
    public internal(set) var unpoweredSince: Instant
    /// Whether the supply is connected to it, as far as nobody has cut it.
    public internal(set) var supplyIsOn = true

    /// How many blocks the load curve's pointer stands behind the newest.
    var loadCurvePointer = 0
    /// What was last written to the load curve's command register.
    var loadCurveCommand: UInt16 = 0

    /// Open guards and the last command; nil for a model without.
    var dialogue: MeterDialogue?

    /// How often something was done to the meter.
    var changes: UInt64 = 0

    /// What a scenario does to it; nil without.
    var script: ScriptRun?
    /// What the farm's agenda has for it; nil for nothing.
    var agenda: AgendaRun?
    /// When the script's next step is due; far away while one is carried out.
    var scriptDue = Instant.distantFuture
    /// What the scenario asked and the meter could not do, the last ones.
    var unheeded: [ScenarioRefusal] = []
    /// The drift that a scenario has given the clock; nil while it is the farm file's.
    var givenDrift: Int64?
    /// How the meter hangs on its bus.
    public internal(set) var station: Station
    /// What was programmed of it and holds from the meter's next start on.
    var pendingStation: Station?
    /// How often there was news for the bus: the station has changed, or something was refused.
    var stationChanges: UInt32 = 0

    var load: CompiledLoad
    let tariffDrive: TariffDrive?
    let errors: MeterErrors?
    let zone: CivilZone
    let step: TimeSpan

    /// The energy of one step while the meter is fed.
    var flows = Flows()
    /// Whether the meter is fed while the installation carries what it carries now.
    var isFed = true
    /// What the installation carries now.
    var piece: LoadPiece
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
    /// The tariff that several inputs select together, in a meter that has them.
    var inputTariff = 1
    var inputDecides = false
    var partialMode: PartialMode?
    var operatingRule: OperatingTimeRule?
    /// The tariff that the calendar has set last.
    var calendarTariff = 0
    /// Extremes and alarms; nil for a meter that has none.
    var watch: MeterWatch?
    /// Pulse outputs; nil for a meter that has none.
    var pulses: PulseOutputs?
    /// Pulse inputs and what comes to the tariff input over a pulse line; nil for a meter that has
    /// neither.
    var intake: PulseIntake?
    /// Inputs, relays, sensors, a breaker; nil for a plain meter.
    var equipment: Aside<Equipment>?

    /// A meter that is switched on for the first time.
    public init(_ plan: MeterPlan, at start: Instant) {
        let design = plan.model.design
        model = plan.model
        name = plan.name
        serialNumber = plan.serialNumber
        installation = plan.installation
        settings = plan.settings
        station = plan.station
        load = plan.load
        tariffDrive = TariffDrive(plan)
        errors = plan.errors
        watch = MeterWatch(design)
        pulses = PulseOutputs(design)
        dialogue = MeterDialogue(plan.model.modbus)
        intake = PulseIntake(design, plan.inputLines)
        equipment = Equipment(design, plan.equipment).map(Aside.init)
        zone = plan.timeZone
        step = .milliseconds(max(design.refresh, 1))
        bookedUntil = start.floored(to: step)
        (poweredSince, unpoweredSince) = (bookedUntil, bookedUntil)
        network = design.networks.first ?? .fourWireUnbalanced
        ownClock = MeterClock(
            offset: plan.clockOffset,
            drift: plan.clockDrift,
            setAt: bookedUntil
        )
        nextMidnight = .distantFuture
        registers = MeterRegisters(design)
        piece = plan.load.piece(at: bookedUntil)
        pieceEnd = bookedUntil
        stage = InputStage(installation, ratios: ratios, network: network, design: design)
        measurement = stage.measurement(of: piece.conditions)
        registers.setDemandPeriod(demandPeriod, design)
        followOwnClock()
        applySettings()
        connect(plan.inputLines, at: bookedUntil)
        preset(MeterProgramme(plan).presets)
        renewStage()
        begin(plan.script.map { ScriptRun($0, from: start) })
        takeUp(plan.agenda, below: start)
        evaluate(at: bookedUntil)
        formMeasurement()
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
        if instant >= scriptDue { followScript(to: instant) }
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
        if isPowered {
            registers.add(
                flows,
                start: bookedUntil.microseconds / 1000,
                steps: steps,
                to: &batch
            )
            if watch != nil || pulses != nil { attend(steps: steps, until: end) }
        }
        if intake != nil { intake?.consume(through: end, counts: isPowered) }
        if equipment != nil { holdEquipment(until: end) }
        bookedUntil = end
        if bookedUntil >= nextMidnight {
            registers.settle(&batch)
            beginDay()
        }
        if bookedUntil >= pieceEnd {
            // What selects the tariff is looked at now: what has passed belongs to the old one.
            if tariffDrive != nil { registers.settle(&batch) }
            look(at: bookedUntil)
            if isFed != isPowered {
                registers.settle(&batch)
                switchSupply()
            }
        }
    }

    /// Lets alarms and pulse outputs live through steps that are all alike.
    private mutating func attend(steps: Int64, until end: Instant) {
        let (start, length) = (bookedUntil.microseconds, step.microseconds)
        watch?.hold(from: start / 1000, to: end.microseconds / 1000)
        pulses?.add(steps: steps, start: start, step: length)
    }

    /// Looks at the load and the input at a grid instant and holds what is there.
    mutating func evaluate(at instant: Instant) {
        look(at: instant)
        if isFed != isPowered { switchSupply() }
    }

    /// Looks at them, and leaves it to the caller to switch the supply.
    @inline(__always)
    private mutating func look(at instant: Instant) {
        load.update(&piece, at: instant)
        var end = piece.until
        if let tariffDrive { end = min(end, follow(tariffDrive, at: instant)) }
        if equipment != nil { end = min(end, lookAtEquipment(at: instant)) }
        pieceEnd = end - instant <= step ? instant + step : end.ceiled(to: step)
        count()
        if equipment != nil { settleEquipment() }
    }

    /// Forms the energy of one step from the conditions.
    @inline(__always)
    private mutating func count() {
        isFed = stage.form(&flows, from: piece.conditions) && supplyIsOn
        measurementIsStale = true
        pulses?.take(flows)
        if watch != nil, isFed, isPowered { lookAtValues() }
    }

    /// Takes over a changed installation, setting or supply from the next step on.
    mutating func measure() {
        renewStage()
        // A breaker has its own settings: what it lets through is asked anew.
        if equipment == nil { count() } else { look(at: bookedUntil) }
        if isFed != isPowered { switchSupply() }
        formMeasurement()
    }

    private mutating func renewStage() {
        stage = InputStage(
            installation,
            ratios: ratios,
            network: network,
            design: design,
            operating: operatingRule,
            errors: errors
        )
    }

    mutating func formMeasurement() {
        measurement = stage.measurement(of: piece.conditions)
        measurementIsStale = false
    }

    private mutating func beginDay() {
        let today = ownTime(at: nextMidnight).date
        registers.beginDay(week: today.weekday == .monday, month: today.day == 1)
        nextMidnight = midnight(after: nextMidnight)
    }
}

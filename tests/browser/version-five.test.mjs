// The generation before the newest: one script, interface included.
import { mainFlows } from './main-flows.mjs';
import { FIVE } from './pages.mjs';
import { stage } from './stage.mjs';
import { productionCookies } from './topologies.mjs';

mainFlows(stage(productionCookies, { generation: FIVE }));

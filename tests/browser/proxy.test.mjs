// The app passes the server on below a path of its own, so that the browser knows one origin.
import { mainFlows } from './main-flows.mjs';
import { stage } from './stage.mjs';
import { sameOriginProxy } from './topologies.mjs';

mainFlows(stage(sameOriginProxy));
